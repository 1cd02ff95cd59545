package org.outeffhop.nn;

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
  /** A new layer: weights drawn from N(0, std^2), bias 0. */
  public static Linear create(Parameters parameters, String name, long in, long out, double std) {
    return create(parameters, name, in, out, std, true);
  }

  /** A new layer: weights drawn from N(0, std^2), bias 0 or none. */
  public static Linear create(
      Parameters parameters, String name, long in, long out, double std, boolean bias) {
    return new Linear(
        name,
        parameters.normal(name + ".weight", std, out, in),
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
    Tensor y = product(x, matrix, context);
    return context.probe().at(name, context.bfloat16Linears() ? y.to(ScalarType.Float) : y);
  }

  /**
   * The layer's output in the type of its factors, for a product that follows; no probe sees it.
   *
   * @param x [.., in]
   * @return [.., out]
   */
  public Tensor multiply(Tensor x, ForwardContext context) {
    return product(x, weight, context);
  }

  private Tensor product(Tensor x, Tensor matrix, ForwardContext context) {
    Tensor offset = bias == null ? null : context.factor(bias);
    return torch.linear(context.factor(x), context.factor(matrix), Tensors.optional(offset));
  }
}
