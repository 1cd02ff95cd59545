package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;

/** range = momentum range + (1 - momentum) (percentiles of the batch). */
final class MovingRange extends RangeState {
  private final double momentum;
  private final double percentile;
  private Range range;

  MovingRange(double momentum, double percentile) {
    this.momentum = momentum;
    this.percentile = percentile;
  }

  static void requireMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + "; it takes a number from 0 to below 1");
    }
  }

  @Override
  void add(Tensor batch, Range ends) {
    Range now = percentile == 100 ? ends : percentiles(batch);
    range =
        range == null
            ? now
            : new Range(mixed(range.min(), now.min()), mixed(range.max(), now.max()));
  }

  private Range percentiles(Tensor batch) {
    double tail = 100 - percentile;
    return new Range(BatchPercentile.low(batch, tail), BatchPercentile.high(batch, tail));
  }

  private double mixed(double past, double now) {
    return momentum * past + (1 - momentum) * now;
  }

  @Override
  Range estimate(Grid grid) {
    return range;
  }

  @Override
  long bytes() {
    return 2L * Double.BYTES;
  }
}
