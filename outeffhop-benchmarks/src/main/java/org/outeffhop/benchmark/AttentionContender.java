package org.outeffhop.benchmark;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.hopfield.Association;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** One way to compute attention, forward or forward and backward. */
record AttentionContender(Way way, TimedInputs inputs, boolean backward) implements Contender {
  /** What computes. */
  enum Way {
    VANILLA("vanilla SDPA"),
    OUTEFFHOP("OutEffHop fused"),
    WRITTEN_OUT("OutEffHop written out"),
    SCRIPT("OutEffHop as in scripts");

    private final String title;

    Way(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  @Override
  public String name() {
    return way.title();
  }

  @Override
  public List<Double> run() {
    inputs.clearGradients();
    inputs.synchronize();
    long start = System.nanoTime();
    try (TensorScope scope = TensorScope.open()) {
      if (backward) {
        attend()
            .backward(inputs.gradient(), new BoolOptional(), false, new TensorArrayRefOptional());
      } else {
        forwardOnly();
      }
      inputs.synchronize();
      return List.of((System.nanoTime() - start) / 1e9);
    }
  }

  private void forwardOnly() {
    try (NoGradGuard constant = new NoGradGuard()) {
      attend();
    }
  }

  Tensor attend() {
    AttentionMask mask = inputs.causal() ? AttentionMask.ofCausal() : AttentionMask.none();
    return switch (way) {
      case VANILLA ->
          new Association(new Softmax(), inputs.beta())
              .apply(inputs.query(), inputs.key(), inputs.value(), mask);
      case OUTEFFHOP ->
          new Association(new Softmax1(), inputs.beta())
              .apply(inputs.query(), inputs.key(), inputs.value(), mask);
      case WRITTEN_OUT -> writtenOut();
      case SCRIPT -> script();
    };
  }

  /** exp(z - m) / (exp(-m) + sum exp(z - m)) V, m = max(0, max z), operation by operation. */
  private Tensor writtenOut() {
    Tensor scores = scores();
    Tensor shift = scores.detach().amax(new long[] {-1}, true).clamp_min(Tensors.scalar(0));
    Tensor exponentials = scores.sub(shift).exp();
    Tensor total = exponentials.sum(new long[] {-1}, true, null).add(shift.neg().exp());
    return torch.matmul(exponentials.div(total), inputs.value());
  }

  /** The same as research scripts have it: the maximum is found with its place and on the tape. */
  private Tensor script() {
    Tensor scores = scores();
    Tensor shift = scores.max(-1, true).get0();
    Tensor exponentials = scores.sub(shift).exp();
    Tensor total = exponentials.sum(new long[] {-1}, true, null).add(shift.neg().exp());
    return torch.matmul(exponentials.div(total), inputs.value());
  }

  private Tensor scores() {
    Tensor scores =
        torch
            .matmul(inputs.query(), inputs.key().transpose(-2, -1))
            .mul(Tensors.scalar(inputs.beta()));
    return inputs.causal()
        ? scores.masked_fill(inputs.future(), Tensors.scalar(Double.NEGATIVE_INFINITY))
        : scores;
  }
}
