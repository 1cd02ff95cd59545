package org.outeffhop.metrics;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * mean((x - mu)^4) / (s^4 + 1e-6) over all elements of a sample, where mu is the sample's mean and
 * s its unbiased standard deviation.
 *
 * <p>It is the measure of the OutEffHop paper (Hu et al., ICML 2024, as in Bondarenko et al.,
 * NeurIPS 2023): about 3 for normally distributed activations, thousands where a few outliers carry
 * the variance. It is 0 where all elements are equal, and so of a single element too, which has no
 * unbiased deviation.
 */
public final class Kurtosis {
  private static final double EPSILON = 1e-6;

  private Kurtosis() {}

  /**
   * The kurtosis of moments that are known.
   *
   * @param fourthMoment mean((x - mu)^4)
   * @param variance s^2, unbiased
   */
  public static double of(double fourthMoment, double variance) {
    return fourthMoment / (variance * variance + EPSILON);
  }

  /**
   * The kurtosis of every sample.
   *
   * @param x {@code [samples, ...]}, at least 1 element a sample
   * @return {@code [samples]}, float64
   */
  public static Tensor perSample(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor rows = Samples.rows(x);
      long[] elements = {1};
      Tensor mean = rows.mean(elements, true, new ScalarTypeOptional());
      if (rows.size(1) == 1) {
        return scope.keep(rows.select(1, 0).mul(Tensors.scalar(0)));
      }
      Tensor fourthMoment = rows.sub(mean).square().square_().mean(elements);
      Tensor variance = rows.var(elements, true, false);
      return scope.keep(fourthMoment.div(variance.square().add(Tensors.scalar(EPSILON))));
    }
  }
}
