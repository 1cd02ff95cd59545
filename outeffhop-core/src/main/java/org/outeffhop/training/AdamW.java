package org.outeffhop.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w = w (1 - lr decay) - lr m^ / (sqrt(v^) + eps),
 * with m^ = m / (1 - b1^t), v^ = v / (1 - b2^t). Loshchilov and Hutter, ICLR 2019 (arXiv
 * 1711.05101).
 */
final class AdamW implements AutoCloseable {
  private record Slot(Tensor parameter, Tensor mean, Tensor square, boolean decayed) {}

  private final List<Slot> slots = new ArrayList<>();
  private final TrainingConfig config;
  private long count;

  AdamW(Map<String, Tensor> parameters, TrainingConfig config) {
    this.config = config;
    try (TensorScope scope = TensorScope.open()) {
      parameters.forEach(
          (name, parameter) -> {
            Tensor values = parameter.detach();
            slots.add(
                new Slot(
                    parameter,
                    scope.release(torch.zeros_like(values)),
                    scope.release(torch.zeros_like(values)),
                    isDecayed(name, parameter)));
          });
    }
  }

  private boolean isDecayed(String name, Tensor parameter) {
    boolean gain = name.toLowerCase(Locale.ROOT).endsWith("norm.weight");
    return gain ? config.decayLayerNormGains() : parameter.dim() > 1;
  }

  /** The global norm of all gradients, after which none is larger than the configured one. */
  double clip() {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      double squares = 0;
      for (Slot slot : slots) {
        Tensor gradient = slot.parameter().grad();
        double norm = gradient.defined() ? Tensors.item(gradient.norm()) : 0;
        squares += norm * norm;
      }
      double norm = Math.sqrt(squares);
      if (norm > config.maxGradNorm()) {
        Scalar factor = new Scalar(config.maxGradNorm() / (norm + 1e-6));
        for (Slot slot : slots) {
          Tensor gradient = slot.parameter().grad();
          if (gradient.defined()) {
            gradient.mul_(factor);
          }
        }
      }
      return norm;
    }
  }

  /** One update with the gradients as they stand, which are then cleared. */
  void step(double learningRate) {
    count++;
    double meanCorrection = 1 - Math.pow(config.beta1(), count);
    double squareCorrection = Math.sqrt(1 - Math.pow(config.beta2(), count));
    try (NoGradGuard constant = new NoGradGuard()) {
      for (Slot slot : slots) {
        try (TensorScope scope = TensorScope.open()) {
          update(slot, learningRate, learningRate / meanCorrection, squareCorrection);
        }
      }
    }
  }

  private void update(Slot slot, double learningRate, double stepSize, double squareCorrection) {
    Tensor gradient = slot.parameter().grad();
    if (!gradient.defined()) {
      return;
    }
    if (slot.decayed() && config.weightDecay() > 0) {
      slot.parameter().mul_(new Scalar(1 - learningRate * config.weightDecay()));
    }
    slot.mean().lerp_(gradient, new Scalar(1 - config.beta1()));
    slot.square()
        .mul_(new Scalar(config.beta2()))
        .addcmul_(gradient, gradient, new Scalar(1 - config.beta2()));
    Tensor denominator =
        slot.square().sqrt().div_(new Scalar(squareCorrection)).add_(new Scalar(config.epsilon()));
    slot.parameter().addcdiv_(slot.mean(), denominator, new Scalar(-stepSize));
    gradient.zero_();
  }

  @Override
  public void close() {
    for (Slot slot : slots) {
      slot.mean().close();
      slot.square().close();
    }
  }
}
