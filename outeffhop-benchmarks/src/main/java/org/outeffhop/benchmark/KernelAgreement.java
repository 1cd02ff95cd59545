package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How far fused OutEffHop attention is from its formula written out on this device: the largest
 * difference over the largest value.
 *
 * @param output of the retrieved values
 * @param gradient of the gradients of query, key and value, the worst of the three
 */
public record KernelAgreement(double output, double gradient) {
  /** Computes both ways once. */
  static KernelAgreement of(TimedInputs inputs) {
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> fused = results(inputs, AttentionContender.Way.OUTEFFHOP);
      List<Tensor> formula = results(inputs, AttentionContender.Way.WRITTEN_OUT);
      double gradient = 0;
      for (int i = 1; i < fused.size(); i++) {
        gradient = Math.max(gradient, Tensors.relativeDifference(fused.get(i), formula.get(i)));
      }
      return new KernelAgreement(
          Tensors.relativeDifference(fused.get(0), formula.get(0)), gradient);
    }
  }

  private static List<Tensor> results(TimedInputs inputs, AttentionContender.Way way) {
    inputs.clearGradients();
    Tensor y = new AttentionContender(way, inputs, true).attend();
    y.backward(inputs.gradient(), new BoolOptional(), false, new TensorArrayRefOptional());
    return List.of(
        y.detach(),
        inputs.query().grad().clone(),
        inputs.key().grad().clone(),
        inputs.value().grad().clone());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "output %.1e, gradients %.1e", output, gradient);
  }
}
