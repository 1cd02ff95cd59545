package org.outeffhop.quantization;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;

/**
 * Collects the ranges of activations while a model runs on calibration batches in full precision.
 * Its memory does not depend on the number of batches.
 */
public final class Calibration implements Probe {
  private final QuantizationConfig config;
  private final Map<String, RangeState> ranges = new LinkedHashMap<>();
  private final Set<String> activations = new LinkedHashSet<>();
  private final Set<String> weights = new LinkedHashSet<>();

  /** Makes a calibration that has seen nothing. Names kept in full precision get no range. */
  public Calibration(QuantizationConfig config) {
    this.config = config;
  }

  /**
   * Takes in an activation and returns it.
   *
   * @throws IllegalArgumentException that names it if it is empty or holds a NaN or an infinity,
   *     whether it is to be quantized or not
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    activations.add(name);
    try {
      Range ends = RangeState.requireFinite(activation);
      if (!config.keepsFullPrecision(name)) {
        config
            .activations()
            .staticRange()
            .map(range -> ranges.computeIfAbsent(name, key -> range.newState()))
            .ifPresent(state -> state.update(activation, ends));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    return activation;
  }

  @Override
  public Tensor weight(String name, Tensor weight) {
    weights.add(name);
    return weight;
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

  /** The names of all activations seen, in the order of the forward pass. */
  public Set<String> activations() {
    return Collections.unmodifiableSet(activations);
  }

  /** The names of all weights seen, in the order of the forward pass. */
  public Set<String> weights() {
    return Collections.unmodifiableSet(weights);
  }

  /** Bytes that the ranges take; the same after any number of batches. */
  public long bytes() {
    return ranges.values().stream().mapToLong(RangeState::bytes).sum();
  }

  /**
   * The grid of every activation that has a static one.
   *
   * @throws IllegalArgumentException if nothing was seen, or with another range estimator than is
   *     asked
   */
  public Map<String, UniformQuantizer> quantizers(QuantizationConfig asked) {
    requireFor(asked);
    Grid grid = asked.activationGrid();
    Map<String, UniformQuantizer> quantizers = new LinkedHashMap<>();
    ranges.forEach((name, state) -> quantizers.put(name, grid.quantizer(state.range(grid))));
    return quantizers;
  }

  private void requireFor(QuantizationConfig asked) {
    Optional<RangeEstimator> range = asked.activations().staticRange();
    if (range.isEmpty()) {
      return;
    }
    if (activations.isEmpty()) {
      throw new IllegalArgumentException("the calibration has seen 0 activations; run a batch");
    }
    if (!range.equals(config.activations().staticRange())) {
      throw new IllegalArgumentException(
          "calibrated for "
              + config.activations()
              + ", but quantization asks for "
              + asked.activations());
    }
  }
}
