package org.outeffhop.quantization;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.outeffhop.quantization.MeanSquaredError.Search;

/**
 * The range whose grid errs least, L = sum (x - quantized x)^2.
 *
 * <p>With y_b the quantized mean of bin b, n_b its count and S_b its sum, L = sum x^2 + sum_b (n_b
 * y_b^2 - 2 y_b S_b), which is exact but for bins in which two values of the grid meet.
 *
 * <ul>
 *   <li>Symmetric grids, and elements of one sign: the range is [-T, T], [0, T] or [-T, 0], T in
 *       (0, max |x| + margin].
 *   <li>Asymmetric: [a min, b max]. First a = b is sought, then a, then b, each in (0, 1 + margin /
 *       max |x|].
 * </ul>
 *
 * <p>The symmetric grid is the search of outlier-free-transformers (Bondarenko et al., NeurIPS
 * 2023), whose margin is 0.5.
 */
final class MeanSquaredErrorSearch {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double SMALLEST = 0.01;
  private static final double TOLERANCE = 1e-4;

  private final MeanSquaredError estimator;
  private final Grid grid;
  private final Range ends;
  private final double squares;
  private final double[] counts;
  private final double[] means;

  MeanSquaredErrorSearch(MeanSquaredError estimator, Histogram histogram, Grid grid) {
    this.estimator = estimator;
    this.grid = grid;
    ends = histogram.ends();
    squares = histogram.squares();
    int[] filled =
        IntStream.range(0, Histogram.BINS).filter(bin -> histogram.count(bin) > 0).toArray();
    counts = new double[filled.length];
    means = new double[filled.length];
    for (int i = 0; i < filled.length; i++) {
      counts[i] = histogram.count(filled[i]);
      means[i] = histogram.sum(filled[i]) / counts[i];
    }
  }

  Range range() {
    boolean twoSided = ends.min() < 0 && ends.max() > 0;
    double most = ends.largest() + estimator.margin();
    if (most == 0) {
      return ends;
    }
    if (grid.symmetric() || !twoSided) {
      return oneSided(best(threshold -> loss(oneSided(threshold)), most));
    }
    double share = most / ends.largest();
    double both = best(a -> loss(scaled(a, a)), share);
    double lower = best(a -> loss(scaled(a, both)), share);
    return scaled(lower, best(b -> loss(scaled(lower, b)), share));
  }

  private Range oneSided(double threshold) {
    return new Range(ends.min() < 0 ? -threshold : 0, ends.max() > 0 ? threshold : 0);
  }

  private Range scaled(double lower, double upper) {
    return new Range(lower * ends.min(), upper * ends.max());
  }

  /** L of the grid over a range. */
  double loss(Range range) {
    UniformQuantizer quantizer = grid.quantizer(range);
    double loss = squares;
    for (int i = 0; i < means.length; i++) {
      double y = quantizer.quantizeDequantize(means[i]);
      loss += counts[i] * y * (y - 2 * means[i]);
    }
    return loss;
  }

  private double best(DoubleUnaryOperator loss, double most) {
    return estimator.search() == Search.GRID ? onGrid(loss, most) : golden(loss, most);
  }

  /** The best of k most / candidates, k = 1 .. candidates. */
  private double onGrid(DoubleUnaryOperator loss, double most) {
    double best = most;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= estimator.candidates(); k++) {
      double candidate = most / estimator.candidates() * k;
      double now = loss.applyAsDouble(candidate);
      if (now < least) {
        least = now;
        best = candidate;
      }
    }
    return best;
  }

  /** Kiefer's search over [most / 100, most], to most / 10000. */
  private static double golden(DoubleUnaryOperator loss, double most) {
    double low = SMALLEST * most;
    double high = most;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = loss.applyAsDouble(left);
    double atRight = loss.applyAsDouble(right);
    while (high - low > TOLERANCE * most) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = loss.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = loss.applyAsDouble(right);
      }
    }
    return (low + high) / 2;
  }
}
