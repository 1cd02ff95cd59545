package org.outeffhop.experiment.result;

import java.util.Collection;

/**
 * How long something took, over all its repetitions.
 *
 * @param median milliseconds
 * @param p10 a tenth of the repetitions were at least as fast, milliseconds
 * @param p90 nine tenths were at least as fast, milliseconds
 * @param count repetitions
 */
public record Timing(double median, double p10, double p90, int count) {
  /**
   * Of times in seconds.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Timing of(Collection<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(x -> 1e3 * x).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("there are no times");
    }
    return new Timing(
        quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9), sorted.length);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
