package org.outeffhop.training;

/**
 * The learning rate as a share of its peak. Before the warm-up ends all rise from 0 as step /
 * warmup, with the step counted from 0, so that with a warm-up the first update has learning rate
 * 0.
 */
public sealed interface Schedule permits Decay, Halving {
  /**
   * The factor of the peak learning rate.
   *
   * @param step the update, from 0
   * @param warmup updates over which the learning rate rises
   * @param steps updates in all
   */
  default double factor(long step, long warmup, long steps) {
    return step < warmup
        ? (double) step / Math.max(1, warmup)
        : afterWarmup(step - warmup, steps - warmup);
  }

  /**
   * The factor after the warm-up.
   *
   * @param step counted from its end
   * @param steps after it
   */
  double afterWarmup(long step, long steps);

  /** As in files and for people: {@code linear}. */
  String asText();
}
