package org.outeffhop.quantization;

import java.util.Optional;

/** range = (min, max) of the last batch. */
public record CurrentMinMax() implements RangeEstimator {
  static final RangeForm FORM = RangeForm.plain("current-min-max", CurrentMinMax::new);

  @Override
  public RangeState newState() {
    return new MovingRange(0, 100);
  }

  @Override
  public Optional<ChannelGrids> channelGrids() {
    return Optional.of(PerChannelQuantizer::of);
  }

  @Override
  public String asText() {
    return FORM.name();
  }
}
