package org.outeffhop.experiment.result;

/**
 * An interval that holds a value with 95% confidence.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  /** The standard normal's 97.5% quantile. */
  private static final double Z = 1.959963984540054;

  /**
   * Wilson's score interval of a probability.
   *
   * <pre>(p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)</pre>
   *
   * @param successes among the trials
   * @param trials n, at least 1
   */
  public static Interval ofProbability(long successes, long trials) {
    double p = (double) successes / trials;
    double square = Z * Z / trials;
    double middle = p + square / 2;
    double half = Z * Math.sqrt(p * (1 - p) / trials + square / trials / 4);
    return new Interval(
        Math.max(0, (middle - half) / (1 + square)), Math.min(1, (middle + half) / (1 + square)));
  }
}
