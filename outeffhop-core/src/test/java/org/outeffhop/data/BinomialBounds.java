package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bounds on a binomial count, from its exact distribution. */
public final class BinomialBounds {
  /** The chance that a right program fails one check. */
  private static final double LEVEL = 1e-6;

  private BinomialBounds() {}

  /** Asserts that both tails P(X <= count) and P(X >= count), X ~ B(trials, p), exceed LEVEL. */
  public static void assertPlausible(long count, int trials, double p, String what) {
    double below = 0;
    double above = 0;
    double logChance = trials * Math.log1p(-p);
    for (int k = 0; k <= trials; k++) {
      double chance = Math.exp(logChance);
      below += k <= count ? chance : 0;
      above += k >= count ? chance : 0;
      logChance += Math.log((trials - k) / (k + 1.0)) + Math.log(p) - Math.log1p(-p);
    }
    assertTrue(
        below > LEVEL && above > LEVEL,
        what + ": " + count + " of " + trials + ", expected a share of " + p);
  }
}
