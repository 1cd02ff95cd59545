package org.outeffhop.quantization;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/** The range from a histogram of all batches. */
final class HistogramRange extends RangeState {
  private final BiFunction<Histogram, Grid, Range> estimate;
  private final Histogram histogram = new Histogram();

  HistogramRange(BiFunction<Histogram, Grid, Range> estimate) {
    this.estimate = estimate;
  }

  @Override
  void add(Tensor batch, Range ends) {
    histogram.add(batch, ends);
  }

  @Override
  Range estimate(Grid grid) {
    return estimate.apply(histogram, grid);
  }

  @Override
  long bytes() {
    return histogram.bytes();
  }
}
