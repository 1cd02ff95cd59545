package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
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
    PER_TENSOR("tensor") {
      @Override
      void requireTaken(RangeEstimator range) {}

      @Override
      Quantizer quantizer(Tensor weight, Range ends, int bits, RangeEstimator range) {
        RangeState state = range.newState();
        state.update(weight, ends);
        Grid grid = new Grid(bits, true);
        return grid.quantizer(state.range(grid));
      }
    },
    /** Those of an output channel, a row of {@code [out, in]}. */
    PER_CHANNEL("channel") {
      @Override
      void requireTaken(RangeEstimator range) {
        if (range.channelGrids().isEmpty()) {
          throw new IllegalArgumentException(
              "weights per channel are ranged by "
                  + range.asText()
                  + "; they take "
                  + String.join(", ", RangeEstimator.choicesForChannels()));
        }
      }

      @Override
      Quantizer quantizer(Tensor weight, Range ends, int bits, RangeEstimator range) {
        return range.channelGrids().orElseThrow().of(weight, bits);
      }
    };

    private final String word;

    Granularity(String word) {
      this.word = word;
    }

    /** As people write it: {@code tensor}. */
    @Override
    public String toString() {
      return word;
    }

    abstract void requireTaken(RangeEstimator range);

    abstract Quantizer quantizer(Tensor weight, Range ends, int bits, RangeEstimator range);
  }

  /** Checks that the estimator is one for the granularity. */
  public WeightQuantization {
    granularity.requireTaken(range);
  }

  /** Scales from largest magnitudes. */
  public static WeightQuantization of(Granularity granularity) {
    return new WeightQuantization(granularity, new CurrentMinMax());
  }

  /** A scale a tensor, from its largest magnitude. */
  public static WeightQuantization perTensor() {
    return of(Granularity.PER_TENSOR);
  }

  /** A scale an output channel, from its largest magnitude. */
  public static WeightQuantization perChannel() {
    return of(Granularity.PER_CHANNEL);
  }

  /** For people: {@code a scale a tensor}. */
  public String inWords() {
    return "a scale a " + granularity;
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
      return granularity.quantizer(weight, RangeState.requireFinite(weight), bits, range);
    }
  }
}
