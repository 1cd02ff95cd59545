package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Percentiles by linear interpolation between order statistics, as numpy's default. It sorts only
 * the tail, and takes tensors of any size, where libtorch's quantile stops at 16 million elements.
 */
final class BatchPercentile {
  private BatchPercentile() {}

  /** Checks the upper one of two percentiles, the lower one being 100 - percentile. */
  static void require(double percentile) {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile is " + percentile + "; it takes a number above 50, at most 100");
    }
  }

  /** The value below which {@code tail} percent of the elements lie. */
  static double low(Tensor x, double tail) {
    return fromEnd(x, tail, false);
  }

  /** The value above which {@code tail} percent of the elements lie. */
  static double high(Tensor x, double tail) {
    return fromEnd(x, tail, true);
  }

  private static double fromEnd(Tensor x, double tail, boolean largest) {
    try (TensorScope scope = TensorScope.open()) {
      long count = x.numel();
      double position = (count - 1) * tail / 100;
      long index = (long) Math.floor(position);
      long taken = Math.min(index + 2, count);
      Tensor ends = x.detach().flatten().topk(taken, 0, largest, true).get0();
      double near = Tensors.item(ends.select(0, index));
      double far = Tensors.item(ends.select(0, taken - 1));
      return near + (far - near) * (position - index);
    }
  }
}
