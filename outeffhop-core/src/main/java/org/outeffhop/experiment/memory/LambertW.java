package org.outeffhop.experiment.memory;

/** The principal branch of Lambert's function: W(x) e^W(x) = x. */
final class LambertW {
  private static final int MOST_STEPS = 100;

  private LambertW() {}

  /**
   * W_0(e^y), which is the w with w + log w = y: no overflow for large y. Newton's method in log w.
   */
  static double ofExp(double y) {
    double logW = y > 1 ? Math.log(y) : y;
    for (int step = 0; step < MOST_STEPS; step++) {
      double w = Math.exp(logW);
      double change = (w + logW - y) / (w + 1);
      logW -= change;
      if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(logW))) {
        break;
      }
    }
    return Math.exp(logW);
  }
}
