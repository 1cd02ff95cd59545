package org.outeffhop.conversion;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How large a weight may be beside the others of its matrix W:
 *
 * <pre>{@code
 * w = min(max(w, -limit), limit), limit = multiple * sqrt(mean W^2)
 * }</pre>
 *
 * <p>A few weights of a hundred times the root mean square are what makes outliers in activations.
 * They stretch the grid of a matrix with one scale until its other weights share a handful of
 * integers, and a brief training at a small learning rate cannot make them small.
 *
 * @param multiple of the root mean square; 0: no limit
 */
public record WeightLimit(double multiple) {
  /** Weights may be as large as they are. */
  public static final WeightLimit NONE = new WeightLimit(0);

  /** Checks the value. */
  public WeightLimit {
    if (!(multiple >= 0)) {
      throw new IllegalArgumentException(
          "the limit of weights is " + multiple + "; it must be 0 or above");
    }
  }

  /** A matrix, or a kernel of a convolution, within the limit; biases and gains as they are. */
  Tensor of(Tensor weight) {
    if (multiple == 0 || weight.dim() < 2) {
      return weight;
    }
    try (TensorScope scope = TensorScope.open()) {
      double limit = multiple * Math.sqrt(Tensors.item(weight.square().mean()));
      return scope.keep(Tensors.within(weight, limit));
    }
  }
}
