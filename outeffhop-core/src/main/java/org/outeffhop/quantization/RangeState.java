package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.RangeEstimator.RunningMinMax;
import org.outeffhop.quantization.RangeEstimator.RunningPercentile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The range of one activation during calibration. */
public final class RangeState {
  private final RangeEstimator estimator;
  private boolean started;
  private double min;
  private double max;

  /** Makes a state that has seen nothing. */
  public RangeState(RangeEstimator estimator) {
    this.estimator = estimator;
  }

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if it is empty or holds a NaN or an infinity
   */
  public void update(Tensor batch) {
    if (batch.numel() == 0) {
      throw new IllegalArgumentException("a calibration batch has 0 elements; it takes at least 1");
    }
    try (TensorScope scope = TensorScope.open()) {
      double low = Tensors.item(batch.min());
      double high = Tensors.item(batch.max());
      if (!Double.isFinite(low) || !Double.isFinite(high)) {
        throw new IllegalArgumentException(
            "range is " + low + " to " + high + "; calibration takes finite values");
      }
      if (estimator instanceof RunningMinMax running) {
        move(running.momentum(), low, high);
      } else if (estimator instanceof RunningPercentile running) {
        double tail = 100 - running.percentile();
        move(running.momentum(), Percentile.low(batch, tail), Percentile.high(batch, tail));
      } else {
        move(0, low, high);
      }
    }
  }

  private void move(double momentum, double low, double high) {
    double past = started ? momentum : 0;
    min = past * min + (1 - past) * low;
    max = past * max + (1 - past) * high;
    started = true;
  }

  /** The lower end of the range. */
  public double min() {
    requireStarted();
    return min;
  }

  /** The upper end of the range. */
  public double max() {
    requireStarted();
    return max;
  }

  private void requireStarted() {
    if (!started) {
      throw new IllegalStateException("a range was asked for before the first batch");
    }
  }
}
