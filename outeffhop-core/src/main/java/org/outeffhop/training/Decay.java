package org.outeffhop.training;

import java.util.Locale;

/**
 * A schedule that goes over all steps; p = (step - warmup) / (steps - warmup).
 *
 * <p>Source: {@code transformers.optimization}.
 */
public enum Decay implements Schedule {
  /** 1 - p. */
  LINEAR {
    @Override
    double at(double progress) {
      return 1 - progress;
    }
  },
  /** (1 + cos(pi p)) / 2. */
  COSINE {
    @Override
    double at(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  },
  /** 1. */
  CONSTANT {
    @Override
    double at(double progress) {
      return 1;
    }
  };

  @Override
  public double afterWarmup(long step, long steps) {
    return Math.max(0, at((double) step / Math.max(1, steps)));
  }

  abstract double at(double progress);

  @Override
  public String asText() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return asText();
  }
}
