package org.outeffhop.training;

/**
 * A rate that falls by half, and by half again: 2^-min(times, floor((step - warmup) / every)).
 *
 * <p>Source: {@code lradj} type1 of Crossformer (Zhang and Yan, ICLR 2023), on whose training code
 * that of STanHop-Net's authors is built: every two epochs, five times.
 *
 * @param every updates at the same rate
 * @param times how often it falls; after that it stays
 */
public record Halving(long every, int times) implements Schedule {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public Halving {
    if (every < 1) {
      throw new IllegalArgumentException("every is " + every + "; it must be at least 1");
    }
    if (times < 0) {
      throw new IllegalArgumentException("times is " + times + "; it must be 0 or above");
    }
  }

  @Override
  public double afterWarmup(long step, long steps) {
    return Math.pow(0.5, Math.min(times, step / every));
  }

  @Override
  public String asText() {
    return "halved every " + every + " steps, " + times + " times";
  }
}
