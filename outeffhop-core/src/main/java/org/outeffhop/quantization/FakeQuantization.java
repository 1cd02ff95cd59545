package org.outeffhop.quantization;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * Runs a model as if it were quantized: every activation and weight is rounded to its grid and
 * computed with in floating point.
 *
 * <p>A weight is rounded once for each name and kept until {@link #close()}, so the model's weights
 * must not change meanwhile; {@link StraightThroughQuantization} is for training.
 */
public final class FakeQuantization implements Probe, AutoCloseable {
  private final QuantizationConfig config;
  private final ActivationGrids activations;
  private final Map<String, Tensor> weights = new HashMap<>();

  /**
   * Fixes the activations' grids from a calibration.
   *
   * @param calibration a calibration with the same range estimator; its bits and symmetry may
   *     differ. Dynamic quantization takes one that has seen nothing, too
   * @param config bits, and the names kept in full precision
   * @throws IllegalArgumentException if the calibration has seen nothing or is of another
   *     estimator, or if a name pattern matches nothing that it has seen
   */
  public FakeQuantization(Calibration calibration, QuantizationConfig config) {
    this.config = config;
    activations = new ActivationGrids(calibration, config);
  }

  /**
   * The activation on its grid.
   *
   * @throws IllegalArgumentException if calibration has not seen this name
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    return config.keepsFullPrecision(name)
        ? activation
        : activations.of(name).quantizeDequantize(activation);
  }

  /** The weight on its grid, the same tensor at every call; it belongs to this object. */
  @Override
  public Tensor weight(String name, Tensor weight) {
    return config.keepsFullPrecision(name)
        ? weight
        : weights.computeIfAbsent(name, key -> rounded(key, weight));
  }

  private Tensor rounded(String name, Tensor weight) {
    try (TensorScope scope = TensorScope.open()) {
      Quantizer quantizer = config.weights().quantizer(weight, config.bits().weights());
      return scope.release(quantizer.quantizeDequantize(weight));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  /** Frees the rounded weights. */
  @Override
  public void close() {
    weights.values().forEach(Tensor::close);
    weights.clear();
  }
}
