package org.outeffhop.metrics;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;

/** max |x| over all elements of a sample. */
public final class MaxInfinityNorm {
  private MaxInfinityNorm() {}

  /**
   * The largest absolute value of every sample; NaN where a sample holds one.
   *
   * @param x {@code [samples, ...]}, at least 1 element a sample
   * @return {@code [samples]}, float64
   */
  public static Tensor perSample(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(Samples.rows(x).abs().amax(new long[] {1}, false));
    }
  }
}
