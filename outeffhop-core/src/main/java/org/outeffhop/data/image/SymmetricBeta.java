package org.outeffhop.data.image;

import org.outeffhop.random.SplitMix64;

/**
 * Draws of Beta(a, a): x / (x + y) with x = u^(1/a) and y = v^(1/a), u and v uniform, drawn anew
 * until x + y is at most 1 (Jöhnk 1964, "Erzeugung von betaverteilten und gammaverteilten
 * Zufallszahlen").
 */
final class SymmetricBeta {
  static final String RANGE = "0, or from 0.01 to 4";
  private static final double LEAST = 0.01;
  private static final double MOST = 4;

  private SymmetricBeta() {}

  /**
   * With larger values nearly every draw would be rejected; with smaller ones all would be 0 or 1.
   */
  static boolean takes(double alpha) {
    return alpha == 0 || alpha >= LEAST && alpha <= MOST;
  }

  static double draw(double alpha, SplitMix64 random) {
    while (true) {
      double x = Math.log(1 - random.nextDouble()) / alpha;
      double y = Math.log(1 - random.nextDouble()) / alpha;
      if (Math.exp(x) + Math.exp(y) <= 1) {
        return 1 / (1 + Math.exp(y - x));
      }
    }
  }
}
