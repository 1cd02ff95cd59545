package org.outeffhop.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * y = x / sqrt(mean(x^2) + eps) * gain over the last axis, shown to the probe under the norm's
 * name; Zhang and Sennrich, NeurIPS 2019 (arXiv 1910.07467).
 *
 * @param name full name of the module
 * @param weight the gain, [width]
 * @param eps added to the mean square
 */
public record RmsNorm(String name, Tensor weight, double eps) implements Norm {
  /** A new norm of gain 1, which is trained. */
  public static RmsNorm create(Parameters parameters, String name, long width, double eps) {
    return new RmsNorm(name, parameters.constant(name + ".weight", 1, width), eps);
  }

  @Override
  public Tensor forward(Tensor x, ForwardContext context) {
    long[] width = {x.size(-1)};
    Tensor y = torch.rms_norm(x, width, Tensors.optional(weight), Tensors.optional(eps));
    return context.probe().at(name, y);
  }
}
