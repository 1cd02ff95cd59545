package org.outeffhop.hopfield;

/**
 * How a memory is asked.
 *
 * @param maxSteps the most updates of a query's state; with 0 values are read with the query as it
 *     is, which is attention
 * @param tolerance a state has converged when ||T(x) - x|| is at most this times the largest
 *     pattern norm
 * @param top how many of the largest weights are reported
 */
public record RetrievalOptions(int maxSteps, double tolerance, int top) {
  /** 32 steps, a tolerance of 1e-4, the 5 largest weights. */
  public static final RetrievalOptions DEFAULT = new RetrievalOptions(32, 1e-4, 5);

  public RetrievalOptions {
    if (maxSteps < 0) {
      throw new IllegalArgumentException("maxSteps is " + maxSteps + "; it must be at least 0");
    }
    if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + "; it must be at least 0 and finite");
    }
    if (top < 0) {
      throw new IllegalArgumentException("top is " + top + "; it must be at least 0");
    }
  }
}
