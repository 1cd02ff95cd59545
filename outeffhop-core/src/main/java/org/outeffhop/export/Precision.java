package org.outeffhop.export;

import java.util.Map;
import java.util.Optional;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.runtime.TargetProcessor;

/** How the products of an exported model are computed. */
public sealed interface Precision {
  /** The processors that compute it exactly; empty: every one, for nothing is in eight bits. */
  Optional<TargetProcessor> processor();

  /** Everything in float32. */
  record Float32() implements Precision {
    @Override
    public Optional<TargetProcessor> processor() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "fp32";
    }
  }

  /**
   * Linear layers and the products of attention in eight bits, activations on calibrated grids.
   *
   * @param activations the grid of every probe point that may be quantized; a product of others
   *     stays in float32
   */
  record Int8(Map<String, UniformQuantizer> activations, Int8Weights weights) implements Precision {
    /** Checks that there are grids. */
    public Int8 {
      activations = Map.copyOf(activations);
      if (activations.isEmpty()) {
        throw new IllegalArgumentException(
            "int8 takes the ranges of activations, got 0; calibrate first");
      }
    }

    /** The grids that a calibration gives. */
    public static Int8 of(Calibration calibration, Int8Weights weights) {
      return new Int8(calibration.quantizers(calibration.config()), weights);
    }

    @Override
    public Optional<TargetProcessor> processor() {
      return Optional.of(weights.processor());
    }

    @Override
    public String toString() {
      return "int8";
    }
  }

  /** Linear layers in eight bits, each input on a grid of its own, measured when the model runs. */
  record Int8Dynamic(Int8Weights weights) implements Precision {
    @Override
    public Optional<TargetProcessor> processor() {
      return Optional.of(weights.processor());
    }

    @Override
    public String toString() {
      return "int8-dynamic";
    }
  }
}
