package org.outeffhop.quantization;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Runs a model as if it were quantized: every activation and weight is rounded to its grid and
 * computed with in floating point.
 *
 * <p>A weight is rounded once for each name and kept until {@link #close()}, so the model's weights
 * must not change meanwhile.
 */
public final class FakeQuantization implements Probe, AutoCloseable {
  private final QuantizationConfig config;
  private final Map<String, UniformQuantizer> activations = new HashMap<>();
  private final Map<String, Tensor> weights = new HashMap<>();

  /**
   * Fixes the activations' grids from a calibration.
   *
   * @param calibration a calibration with the same range estimator
   * @param config bits, and the names kept in full precision
   * @throws IllegalArgumentException if the calibration has seen nothing or is of another estimator
   */
  public FakeQuantization(Calibration calibration, QuantizationConfig config) {
    if (!calibration.config().activationRange().equals(config.activationRange())) {
      throw new IllegalArgumentException(
          "calibrated with "
              + calibration.config().activationRange()
              + ", but quantization asks for "
              + config.activationRange());
    }
    if (calibration.ranges().isEmpty()) {
      throw new IllegalArgumentException("the calibration has seen 0 activations; run a batch");
    }
    this.config = config;
    calibration.ranges().forEach((name, range) -> activations.put(name, quantizer(range)));
  }

  private UniformQuantizer quantizer(RangeState range) {
    return UniformQuantizer.asymmetric(range.min(), range.max(), config.activationBits());
  }

  /**
   * The activation on its grid.
   *
   * @throws IllegalArgumentException if calibration has not seen this name
   */
  @Override
  public Tensor at(String name, Tensor activation) {
    if (config.keepsFullPrecision(name)) {
      return activation;
    }
    UniformQuantizer quantizer = activations.get(name);
    if (quantizer == null) {
      throw new IllegalArgumentException(
          name + " has no range; calibration saw " + activations.size() + " other activations");
    }
    return quantizer.quantizeDequantize(activation);
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
      double min = Tensors.item(weight.min());
      double max = Tensors.item(weight.max());
      UniformQuantizer quantizer = UniformQuantizer.symmetric(min, max, config.weightBits());
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
