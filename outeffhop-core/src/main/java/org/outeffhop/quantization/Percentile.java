package org.outeffhop.quantization;

/**
 * range = (Q(100 - percentile), Q(percentile)), Q the percentiles of the elements of all batches
 * together; 100 is the smallest and the largest of all. Errs by one bin of the histogram at most.
 *
 * @param percentile above 50, at most 100
 */
public record Percentile(double percentile) implements RangeEstimator {
  static final RangeForm FORM = new RangeForm("percentile", "PERCENT", 99.99, Percentile::new);

  /** Checks the number. */
  public Percentile {
    BatchPercentile.require(percentile);
  }

  @Override
  public RangeState newState() {
    return new HistogramRange(
        (histogram, grid) ->
            new Range(histogram.percentile(100 - percentile), histogram.percentile(percentile)));
  }

  @Override
  public String asText() {
    return FORM.write(percentile);
  }
}
