package org.outeffhop.quantization;

/** How the static range of an activation follows from calibration batches. */
public sealed interface RangeEstimator {
  /** The smallest and largest value of the last batch. */
  record CurrentMinMax() implements RangeEstimator {}

  /**
   * range = momentum range + (1 - momentum) (min, max of the batch), starting with the first
   * batch's.
   *
   * @param momentum the share of the past, in [0, 1)
   */
  record RunningMinMax(double momentum) implements RangeEstimator {
    /** Checks the momentum. */
    public RunningMinMax {
      requireMomentum(momentum);
    }
  }

  /**
   * As {@link RunningMinMax} over the percentiles {@code 100 - percentile} and {@code percentile}
   * of the batch, interpolated linearly.
   *
   * @param momentum the share of the past, in [0, 1)
   * @param percentile above 50, at most 100
   */
  record RunningPercentile(double momentum, double percentile) implements RangeEstimator {
    /** Checks both numbers. */
    public RunningPercentile {
      requireMomentum(momentum);
      if (!(percentile > 50 && percentile <= 100)) {
        throw new IllegalArgumentException(
            "percentile is " + percentile + "; it takes a number above 50, at most 100");
      }
    }
  }

  private static void requireMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + "; it takes a number from 0 to below 1");
    }
  }
}
