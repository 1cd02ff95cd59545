package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * y = (x - mean) / sqrt(variance + eps) * gain + bias over the last axis, shown to the probe under
 * the norm's name.
 */
record LayerNorm(String name, Tensor weight, Tensor bias, double eps) {
  static LayerNorm create(Parameters parameters, String name, long width, double eps) {
    return new LayerNorm(
        name,
        parameters.constant(name + ".weight", 1, width),
        parameters.constant(name + ".bias", 0, width),
        eps);
  }

  Tensor forward(Tensor x, ForwardContext context) {
    long[] width = {weight.size(0)};
    Tensor y =
        torch.layer_norm(x, width, Tensors.optional(weight), Tensors.optional(bias), eps, false);
    return context.probe().at(name, y);
  }
}
