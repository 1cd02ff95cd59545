package org.outeffhop.quantization;

import org.outeffhop.quantization.RangeEstimator.RunningMinMax;

/** How activations are put on grids. */
public sealed interface ActivationQuantization {
  /** Whether zero points are 0. */
  boolean symmetric();

  /**
   * One grid a tensor, fixed by calibration.
   *
   * @param range how its range follows from the batches
   */
  record Static(RangeEstimator range, boolean symmetric) implements ActivationQuantization {}

  /** A grid for every token, from its own elements, as {@link PerTokenQuantizer}. */
  record DynamicPerToken(boolean symmetric) implements ActivationQuantization {}

  /** Asymmetric grids, ranges by running min-max with momentum 0.9. */
  static Static runningMinMax() {
    return new Static(new RunningMinMax(0.9), false);
  }
}
