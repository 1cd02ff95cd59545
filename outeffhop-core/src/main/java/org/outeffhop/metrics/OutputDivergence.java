package org.outeffhop.metrics;

import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How far the distributions of a student are from its teacher's:
 *
 * <pre>{@code
 * KL = mean over places of sum_c p'_c (log p'_c - log p_c)
 * }</pre>
 *
 * <p>p' is the teacher's softmax of its logits, p the student's. It is updated with the student's
 * logits [.., C] and, as the target, the teacher's; its value is the mean over batches. Beside it
 * is the share in percent of places where both have the same largest logit ({@code agreement}). Of
 * a tensor and itself both are known, 0 and 100, and not computed.
 */
public final class OutputDivergence implements Metric<Prediction> {
  /** What is looked at at once: several tensors of that size are made of it. */
  private static final long ELEMENTS = 1 << 23;

  private double divergence;
  private double agreeing;
  private long batches;

  /**
   * KL of logits [.., C], in nats.
   *
   * @return a tensor with one element, on the student's tape
   */
  public static Tensor of(Tensor logits, Tensor teachers) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor wanted = teachers.log_softmax(-1);
      Tensor difference = wanted.sub(logits.log_softmax(-1));
      return scope.keep(wanted.exp().mul(difference).sum(-1).mean());
    }
  }

  @Override
  public void update(Prediction seen) {
    batches++;
    if (seen.output() == seen.target()) {
      agreeing++;
      return;
    }
    long classes = seen.output().size(-1);
    long places = seen.output().numel() / classes;
    long atOnce = Math.max(1, Math.min(places, ELEMENTS / classes));
    for (long from = 0; from < places; from += atOnce) {
      long count = Math.min(atOnce, places - from);
      try (TensorScope scope = TensorScope.open()) {
        Tensor output = seen.output().reshape(-1, classes).narrow(0, from, count);
        Tensor target = seen.target().reshape(-1, classes).narrow(0, from, count);
        divergence += Tensors.item(of(output, target)) * count / places;
        agreeing += Tensors.item(best(output).eq(best(target)).sum()) / places;
      }
    }
  }

  private static Tensor best(Tensor logits) {
    return logits.argmax(new LongOptional(-1), false);
  }

  @Override
  public Quality compute() {
    Metric.requireSeen(batches);
    return new Quality(divergence / batches, Map.of("agreement", 100 * agreeing / batches));
  }

  @Override
  public void reset() {
    divergence = 0;
    agreeing = 0;
    batches = 0;
  }
}
