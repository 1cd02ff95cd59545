package org.outeffhop.quantization;

/**
 * How the static range of a tensor follows from the batches seen. A {@link RangeState} is what an
 * estimator has seen of one tensor.
 *
 * <p>The moving ones keep two numbers. The others keep a {@link Histogram} of all batches, whose
 * size does not depend on their number.
 */
public sealed interface RangeEstimator {
  /** range = (min, max) of the last batch. */
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
      requirePercentile(percentile);
    }
  }

  /**
   * range = (Q(100 - percentile), Q(percentile)), Q the percentiles of the elements of all batches
   * together; 100 is the smallest and the largest of all. Errs by one bin of the histogram at most.
   *
   * @param percentile above 50, at most 100
   */
  record Percentile(double percentile) implements RangeEstimator {
    /** Checks the number. */
    public Percentile {
      requirePercentile(percentile);
    }
  }

  /**
   * range = argmin sum (x - quantized x)^2 over the elements of all batches, found by {@link
   * MeanSquaredErrorSearch}.
   *
   * @param search how the minimum is sought
   * @param candidates points of the grid; the golden section does not use them
   * @param margin the search goes to max |x| + margin
   */
  record MeanSquaredError(Search search, int candidates, double margin) implements RangeEstimator {
    /** How the minimum is sought. */
    public enum Search {
      /** Every point of an even grid. */
      GRID,
      /** Golden-section search: fewer evaluations, and a minimum that may be a local one. */
      GOLDEN_SECTION
    }

    /** Checks the numbers. */
    public MeanSquaredError {
      if (candidates < 1 || candidates > 100_000) {
        throw new IllegalArgumentException(
            "candidates are " + candidates + "; there can be 1 to 100000");
      }
      if (!(margin >= 0 && margin < Float.MAX_VALUE)) {
        throw new IllegalArgumentException("margin is " + margin + "; it takes 0 or more");
      }
    }

    /** 100 candidates up to max |x|. */
    public static MeanSquaredError grid() {
      return new MeanSquaredError(Search.GRID, 100, 0);
    }

    /** Golden section up to max |x|. */
    public static MeanSquaredError goldenSection() {
      return new MeanSquaredError(Search.GOLDEN_SECTION, 100, 0);
    }
  }

  /**
   * range = [-T, T] within (min, max), T = argmin KL(P || Q), P the distribution of |x| with what
   * lies beyond T moved to its last bin, Q the same rounded to the grid's levels; see {@link
   * EntropySearch}.
   */
  record Entropy() implements RangeEstimator {}

  private static void requireMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + "; it takes a number from 0 to below 1");
    }
  }

  private static void requirePercentile(double percentile) {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile is " + percentile + "; it takes a number above 50, at most 100");
    }
  }
}
