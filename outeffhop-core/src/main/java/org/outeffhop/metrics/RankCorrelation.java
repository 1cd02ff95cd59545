package org.outeffhop.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlation, for one sample or pooled over several:
 *
 * <pre>{@code
 * rho = sum (u - mean u) (v - mean v) / sqrt(sum (u - mean u)^2 sum (v - mean v)^2)
 * u = (rank of x within its sample - 1/2) / size of the sample, v likewise of y
 * }</pre>
 *
 * <p>Of one sample it is Spearman's coefficient. Pooled, samples of other units and sizes weigh by
 * their numbers alone. Equal values share the mean of their ranks; NaN ranks last, beyond infinity.
 */
public final class RankCorrelation {
  private double products;
  private double squaresOfX;
  private double squaresOfY;

  /** Adds a sample, whose x and y are as many. */
  public void add(double[] x, double[] y) {
    double[] u = shares(x);
    double[] v = shares(y);
    for (int i = 0; i < u.length; i++) {
      double du = u[i] - 0.5;
      double dv = v[i] - 0.5;
      products += du * dv;
      squaresOfX += du * du;
      squaresOfY += dv * dv;
    }
  }

  /** The coefficient, or NaN where all x or all y are equal. */
  public double value() {
    double rho = products / Math.sqrt(squaresOfX * squaresOfY);
    return Math.max(-1, Math.min(1, rho));
  }

  /** (rank - 1/2) / size of the sample, between 0 and 1 and 1/2 in the mean. */
  public static double[] shares(double[] values) {
    return Arrays.stream(ranks(values)).map(rank -> (rank - 0.5) / values.length).toArray();
  }

  /** Ranks from 1 on. */
  public static double[] ranks(double[] values) {
    Integer[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted((a, b) -> Double.compare(values[a], values[b]))
            .toArray(Integer[]::new);
    double[] ranks = new double[values.length];
    for (int first = 0; first < order.length; ) {
      int end = first + 1;
      while (end < order.length && equal(values[order[first]], values[order[end]])) {
        end++;
      }
      double shared = (first + 1 + end) / 2.0;
      Arrays.stream(order, first, end).forEach(i -> ranks[i] = shared);
      first = end;
    }
    return ranks;
  }

  private static boolean equal(double a, double b) {
    return Double.compare(a, b) == 0;
  }
}
