package org.outeffhop.quantization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;

/**
 * Collects the ranges of activations while a model runs on calibration batches in full precision.
 */
public final class Calibration implements Probe {
  private final QuantizationConfig config;
  private final Map<String, RangeState> ranges = new LinkedHashMap<>();

  /** Makes a calibration that has seen nothing. Names kept in full precision get no range. */
  public Calibration(QuantizationConfig config) {
    this.config = config;
  }

  /**
   * Takes in an activation and returns it.
   *
   * @throws IllegalArgumentException if it is empty or holds a NaN or an infinity
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    if (!config.keepsFullPrecision(name)) {
      RangeState range =
          ranges.computeIfAbsent(name, key -> new RangeState(config.activationRange()));
      try {
        range.update(activation);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }
    return activation;
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  /** What this calibration is for. */
  public QuantizationConfig config() {
    return config;
  }

  /** The range of every name seen, in the order of the forward pass. */
  public Map<String, RangeState> ranges() {
    return Collections.unmodifiableMap(ranges);
  }
}
