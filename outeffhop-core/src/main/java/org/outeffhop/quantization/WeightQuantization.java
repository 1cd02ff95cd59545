package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.RangeEstimator.CurrentMinMax;
import org.outeffhop.quantization.RangeEstimator.MeanSquaredError;
import org.outeffhop.tensor.TensorScope;

/**
 * How weights are put on symmetric grids.
 *
 * @param granularity which elements share a scale
 * @param range how a scale follows from its elements; per channel: min-max, or mean squared error
 *     by grid
 */
public record WeightQuantization(Granularity granularity, RangeEstimator range) {
  /** Which elements of a weight share a scale. */
  public enum Granularity {
    /** All. */
    PER_TENSOR,
    /** Those of an output channel, a row of {@code [out, in]}. */
    PER_CHANNEL
  }

  /** Checks that the estimator is one for channels. */
  public WeightQuantization {
    boolean forChannels =
        range instanceof CurrentMinMax
            || range instanceof MeanSquaredError error
                && error.search() == MeanSquaredError.Search.GRID;
    if (granularity == Granularity.PER_CHANNEL && !forChannels) {
      throw new IllegalArgumentException(
          "weights per channel are ranged by "
              + range
              + "; they take CurrentMinMax or MeanSquaredError by GRID");
    }
  }

  /** A scale a tensor, from its largest magnitude. */
  public static WeightQuantization perTensor() {
    return new WeightQuantization(Granularity.PER_TENSOR, new CurrentMinMax());
  }

  /** A scale an output channel, from its largest magnitude. */
  public static WeightQuantization perChannel() {
    return new WeightQuantization(Granularity.PER_CHANNEL, new CurrentMinMax());
  }

  /**
   * The grid of a weight.
   *
   * @param weight {@code [out, in]}
   * @param bits 2 to 16
   * @throws IllegalArgumentException if it is empty or holds a NaN or an infinity
   */
  public Quantizer quantizer(Tensor weight, int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Range ends = RangeState.requireFinite(weight);
      if (granularity == Granularity.PER_TENSOR) {
        RangeState state = RangeState.of(range);
        state.update(weight, ends);
        Grid grid = new Grid(bits, true);
        return grid.quantizer(state.range(grid));
      }
      return range instanceof MeanSquaredError error
          ? PerChannelQuantizer.of(weight, bits, error)
          : PerChannelQuantizer.of(weight, bits);
    }
  }
}
