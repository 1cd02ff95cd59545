package org.outeffhop.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * y = (x - mean) / sqrt(variance + eps) * gain + bias over the last axis, shown to the probe under
 * the norm's name.
 *
 * @param name full name of the module
 * @param weight the gain, [width], or null for 1
 * @param bias [width], or null for 0
 * @param eps added to the variance
 */
public record LayerNorm(String name, Tensor weight, Tensor bias, double eps) implements Norm {
  /** A new norm: gain 1, bias 0, both trained. */
  public static LayerNorm create(Parameters parameters, String name, long width, double eps) {
    return new LayerNorm(
        name,
        parameters.constant(name + ".weight", 1, width),
        parameters.constant(name + ".bias", 0, width),
        eps);
  }

  /** A norm without trained parts. */
  public static LayerNorm plain(String name, double eps) {
    return new LayerNorm(name, null, null, eps);
  }

  @Override
  public Tensor forward(Tensor x, ForwardContext context) {
    long[] width = {x.size(-1)};
    Tensor y =
        torch.layer_norm(x, width, Tensors.optional(weight), Tensors.optional(bias), eps, false);
    return context.probe().at(name, y);
  }
}
