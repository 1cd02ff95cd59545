package org.outeffhop.training;

/** How the learning rate goes down after the warm-up; the factors are Hugging Face's. */
public enum Schedule {
  /** In a straight line to 0. */
  LINEAR,
  /** Along half a cosine to 0. */
  COSINE,
  /** Not at all. */
  CONSTANT;

  /**
   * The learning rate at a step as a share of the highest.
   *
   * @param step from 0
   * @param warmup steps over which the rate rises from 0
   * @param steps of the whole training
   */
  public double factor(long step, long warmup, long steps) {
    if (step < warmup) {
      return (double) step / Math.max(1, warmup);
    }
    double share = (double) (step - warmup) / Math.max(1, steps - warmup);
    return switch (this) {
      case LINEAR -> Math.max(0, 1 - share);
      case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * share)));
      case CONSTANT -> 1;
    };
  }
}
