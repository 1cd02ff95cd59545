package org.outeffhop.quantization;

/**
 * As {@link RunningMinMax} over the percentiles {@code 100 - percentile} and {@code percentile} of
 * the batch, interpolated linearly.
 *
 * @param momentum the share of the past, in [0, 1); it is not part of the text
 * @param percentile above 50, at most 100
 */
public record RunningPercentile(double momentum, double percentile) implements RangeEstimator {
  static final RangeForm FORM =
      new RangeForm(
          "running-percentile",
          "PERCENT",
          99.999,
          percent -> new RunningPercentile(RunningMinMax.USUAL_MOMENTUM, percent));

  /** Checks both numbers. */
  public RunningPercentile {
    MovingRange.requireMomentum(momentum);
    BatchPercentile.require(percentile);
  }

  @Override
  public RangeState newState() {
    return new MovingRange(momentum, percentile);
  }

  @Override
  public String asText() {
    return FORM.write(percentile);
  }
}
