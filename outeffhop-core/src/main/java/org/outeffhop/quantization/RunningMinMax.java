package org.outeffhop.quantization;

/**
 * range = momentum range + (1 - momentum) (min, max of the batch), starting with the first batch's.
 *
 * @param momentum the share of the past, in [0, 1)
 */
public record RunningMinMax(double momentum) implements RangeEstimator {
  static final double USUAL_MOMENTUM = 0.9;

  static final RangeForm FORM =
      new RangeForm("running-min-max", "MOMENTUM", USUAL_MOMENTUM, RunningMinMax::new);

  /** Checks the momentum. */
  public RunningMinMax {
    MovingRange.requireMomentum(momentum);
  }

  @Override
  public RangeState newState() {
    return new MovingRange(momentum, 100);
  }

  @Override
  public String asText() {
    return FORM.write(momentum);
  }
}
