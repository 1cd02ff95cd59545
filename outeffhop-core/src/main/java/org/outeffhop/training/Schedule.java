package org.outeffhop.training;

/**
 * The learning rate as a share of its peak. Before the warm-up ends all rise from 0 as step /
 * warmup; below, p = (step - warmup) / (steps - warmup).
 *
 * <p>Source: {@code transformers.optimization}, with the scheduler's step counted from 0, so that
 * with a warm-up the first update has learning rate 0.
 */
public enum Schedule {
  /** 1 - p. */
  LINEAR {
    @Override
    double decay(double progress) {
      return 1 - progress;
    }
  },
  /** (1 + cos(pi p)) / 2. */
  COSINE {
    @Override
    double decay(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  },
  /** 1. */
  CONSTANT {
    @Override
    double decay(double progress) {
      return 1;
    }
  };

  /**
   * The factor of the peak learning rate.
   *
   * @param step the update, from 0
   * @param warmup updates over which the learning rate rises
   * @param steps updates in all
   */
  public double factor(long step, long warmup, long steps) {
    if (step < warmup) {
      return (double) step / Math.max(1, warmup);
    }
    double progress = (double) (step - warmup) / Math.max(1, steps - warmup);
    return Math.max(0, decay(progress));
  }

  abstract double decay(double progress);
}
