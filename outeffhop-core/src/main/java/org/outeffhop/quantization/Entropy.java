package org.outeffhop.quantization;

/**
 * range = [-T, T] within (min, max), T = argmin KL(P || Q), P the distribution of |x| with what
 * lies beyond T moved to its last bin, Q the same rounded to the grid's levels; see {@link
 * EntropySearch}.
 */
public record Entropy() implements RangeEstimator {
  static final RangeForm FORM = RangeForm.plain("entropy", Entropy::new);

  @Override
  public RangeState newState() {
    return new HistogramRange(EntropySearch::range);
  }

  @Override
  public String asText() {
    return FORM.name();
  }
}
