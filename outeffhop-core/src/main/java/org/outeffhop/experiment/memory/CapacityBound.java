package org.outeffhop.experiment.memory;

/**
 * The lower bound on the number of patterns on a sphere that are stored:
 *
 * <pre>
 *   M = sqrt(p) C^((d-1)/4),  C = b / W_0(exp(a + ln b)),
 *   a = 4/(d-1) (ln(2 m (sqrt(p) - 1) / R) + 1),  b = 4 m^2 beta / (5 (d-1))
 * </pre>
 *
 * <p>with p the chance of failure, R half the smallest distance between patterns, m the sphere's
 * radius, W_0 Lambert's function. As printed, sqrt(p) - 1 is negative for every p below 1 and a has
 * no value. The derivation needs ln(2 m (M - 1) / R) with M = sqrt(p) C^((d-1)/4), which is at most
 * (d-1)/4 ln C + ln(2 m sqrt(p) / R): sqrt(p) is what stands here for sqrt(p) - 1.
 *
 * <p>Source: Hu et al., ICML 2024 (arXiv 2404.03828), on memory capacity; Ramsauer et al., ICLR
 * 2021 (arXiv 2008.02217), appendix.
 */
record CapacityBound(double dimension, double radius, double beta, double failure) {
  /** The bound with sqrt(p) for sqrt(p) - 1. */
  double patterns(double separation) {
    return patterns(separation, Math.sqrt(failure));
  }

  /** The bound as printed: NaN for p below 1. */
  double asPrinted(double separation) {
    return patterns(separation, Math.sqrt(failure) - 1);
  }

  private double patterns(double separation, double factor) {
    double a = 4 / (dimension - 1) * (Math.log(2 * radius * factor / separation) + 1);
    double b = 4 * radius * radius * beta / (5 * (dimension - 1));
    double c = b / LambertW.ofExp(a + Math.log(b));
    return Math.sqrt(failure) * Math.pow(c, (dimension - 1) / 4);
  }
}
