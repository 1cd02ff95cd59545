package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.RangeEstimator.MeanSquaredError;
import org.outeffhop.quantization.RangeEstimator.Percentile;

/** The range from a histogram of all batches. */
final class HistogramRange extends RangeState {
  private final RangeEstimator estimator;
  private final Histogram histogram = new Histogram();

  HistogramRange(RangeEstimator estimator) {
    this.estimator = estimator;
  }

  @Override
  void add(Tensor batch, Range ends) {
    histogram.add(batch, ends);
  }

  @Override
  Range estimate(Grid grid) {
    if (estimator instanceof Percentile percentile) {
      double high = percentile.percentile();
      return new Range(histogram.percentile(100 - high), histogram.percentile(high));
    }
    return estimator instanceof MeanSquaredError error
        ? new MeanSquaredErrorSearch(error, histogram, grid).range()
        : EntropySearch.range(histogram, grid);
  }

  @Override
  long bytes() {
    return histogram.bytes();
  }
}
