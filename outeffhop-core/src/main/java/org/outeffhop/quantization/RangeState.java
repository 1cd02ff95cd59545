package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * What a range estimator has seen of one tensor. It holds no tensor, and its size does not depend
 * on how much it has seen.
 */
public abstract sealed class RangeState permits MovingRange, HistogramRange {
  private boolean started;

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if it is empty or holds a NaN or an infinity
   */
  public void update(Tensor batch) {
    update(batch, requireFinite(batch));
  }

  /** Takes in a batch whose smallest and largest values are known. */
  void update(Tensor batch, Range ends) {
    add(batch, ends);
    started = true;
  }

  /**
   * The smallest and largest value.
   *
   * @throws IllegalArgumentException if the batch is empty or holds a NaN or an infinity
   */
  static Range requireFinite(Tensor batch) {
    if (batch.numel() == 0) {
      throw new IllegalArgumentException(
          "a calibration batch has 0 elements; at least 1 is needed");
    }
    try (TensorScope scope = TensorScope.open()) {
      var ends = torch.aminmax(batch.detach());
      double low = Tensors.item(ends.get0());
      double high = Tensors.item(ends.get1());
      if (!Double.isFinite(low) || !Double.isFinite(high)) {
        throw new IllegalArgumentException(
            "range is " + low + " to " + high + "; calibration takes finite values");
      }
      return new Range(low, high);
    }
  }

  /**
   * The range for a grid. Only {@link MeanSquaredError} and {@link Entropy} look at the grid.
   *
   * @throws IllegalStateException before the first batch
   */
  public Range range(Grid grid) {
    if (!started) {
      throw new IllegalStateException("a range was asked for before the first batch");
    }
    return estimate(grid);
  }

  /** Bytes of memory besides the object itself. */
  abstract long bytes();

  abstract void add(Tensor batch, Range ends);

  abstract Range estimate(Grid grid);
}
