package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * y = x W^T + b, shown to the probe under the layer's name.
 *
 * @param name full Hugging Face name of the module
 * @param weight [out, in]
 * @param bias [out], or null
 */
public record Linear(String name, Tensor weight, Tensor bias) {
  /** A new layer: weights normal with the given deviation, bias 0. */
  public static Linear create(
      Parameters parameters, String name, long in, long out, double deviation) {
    return create(parameters, name, in, out, deviation, true);
  }

  /** A new layer: weights normal with the given deviation, bias 0 or none. */
  public static Linear create(
      Parameters parameters, String name, long in, long out, double deviation, boolean bias) {
    return new Linear(
        name,
        parameters.normal(name + ".weight", deviation, out, in),
        bias ? parameters.constant(name + ".bias", 0, out) : null);
  }

  /**
   * The layer's output.
   *
   * @param x [.., in]
   * @return [.., out], float32
   */
  public Tensor forward(Tensor x, ForwardContext context) {
    Tensor matrix = context.probe().weight(name + ".weight", weight);
    return context.probe().at(name, context.bfloat16Linears() ? half(x, matrix) : plain(x, matrix));
  }

  private Tensor plain(Tensor x, Tensor matrix) {
    return torch.linear(x, matrix, Tensors.optional(bias));
  }

  private Tensor half(Tensor x, Tensor matrix) {
    ScalarType type = ScalarType.BFloat16;
    Tensor offset = bias == null ? null : bias.to(type);
    return torch.linear(x.to(type), matrix.to(type), Tensors.optional(offset)).to(ScalarType.Float);
  }
}
