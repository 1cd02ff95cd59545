package org.outeffhop.experiment.retrieval;

/**
 * How many random patterns on a sphere theory promises to store:
 *
 * <pre>
 *   M = sqrt(p) C^((d-1)/4),   C = b / W_0(exp(a + ln b)),
 *   a = 4/(d-1) (ln(2 m sqrt(p) / R) + 1),   b = 4 m^2 beta / (5 (d-1))
 * </pre>
 *
 * <p>W_0 is Lambert's function. Hu et al., ICML 2024 (arXiv 2404.03828), print sqrt(p) - 1 for
 * sqrt(p) in a; for a probability that is the logarithm of a negative number. The bound follows
 * from m^2 / (5 C) = (ln(2 m M / R) + 1) / beta with this M, and there it is sqrt(p).
 *
 * @param dimension d, at least 2
 * @param norm m, of every pattern
 * @param beta the inverse temperature
 * @param radius R, half the smallest distance between patterns
 * @param failure p, the probability with which the promise fails
 */
public record CapacityBound(
    int dimension, double norm, double beta, double radius, double failure) {
  private static final double TOLERANCE = 1e-14;

  public CapacityBound {
    if (dimension < 2) {
      throw new IllegalArgumentException("dimension is " + dimension + "; it must be at least 2");
    }
    requirePositive("norm", norm);
    requirePositive("beta", beta);
    requirePositive("radius", radius);
    if (!(failure > 0 && failure < 1)) {
      throw new IllegalArgumentException(
          "the probability of failure is " + failure + "; it must be between 0 and 1");
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be positive and finite");
    }
  }

  /** M, which may be less than 1: then nothing is promised. */
  public double patterns() {
    double a = 4.0 / (dimension - 1) * (Math.log(2 * norm * Math.sqrt(failure) / radius) + 1);
    double b = 4 * norm * norm * beta / (5 * (dimension - 1));
    double c = b / lambertOfExp(a + Math.log(b));
    return Math.sqrt(failure) * Math.pow(c, (dimension - 1) / 4.0);
  }

  /** W_0(e^y), the w with w + ln w = y, by Newton's method; it does not overflow as e^y would. */
  static double lambertOfExp(double y) {
    double w = y > 1 ? y - Math.log(y) : Math.exp(Math.min(y, 0));
    for (int i = 0; i < 100; i++) {
      double step = (w + Math.log(w) - y) * w / (1 + w);
      w = step < w ? w - step : w / 2;
      if (Math.abs(step) <= TOLERANCE * w) {
        break;
      }
    }
    return w;
  }
}
