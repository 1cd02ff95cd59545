package org.outeffhop.nn;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Parameters;

/**
 * y = x W + b: a {@link Linear} whose weight is stored the other way round, as GPT-2's files have
 * it. Hugging Face calls it Conv1D, since a convolution of kernel size 1 computes the same.
 *
 * <p>The parameter has the shape and the name of the file, so that files are read and written
 * without a change. Everything that looks at a matrix, such as a probe, gets the view [out, in], as
 * of every other linear layer: so channels are rows everywhere.
 *
 * @param name full Hugging Face name of the module
 * @param weight [in, out]
 * @param bias [out]
 */
public record Conv1D(String name, Tensor weight, Tensor bias) {
  /** A new layer: weights normal with the given standard deviation, bias 0. */
  public static Conv1D create(Parameters parameters, String name, long in, long out, double std) {
    return new Conv1D(
        name,
        parameters.normal(name + ".weight", std, in, out),
        parameters.constant(name + ".bias", 0, out));
  }

  /**
   * The layer's output.
   *
   * @param x [.., in]
   * @return [.., out], float32
   */
  public Tensor forward(Tensor x, ForwardContext context) {
    return new Linear(name, weight.t(), bias).forward(x, context);
  }
}
