package org.outeffhop.quantization;

import java.util.List;
import org.outeffhop.quantization.ActivationQuantization.Static;

/**
 * What post-training quantization does.
 *
 * @param bits bits of weights and activations
 * @param weights how weights are put on grids
 * @param activations how activations are put on grids
 * @param fullPrecision what stays as it is
 */
public record QuantizationConfig(
    BitWidths bits,
    WeightQuantization weights,
    ActivationQuantization activations,
    NamePatterns fullPrecision) {
  /**
   * Weights symmetric per tensor, activations asymmetric per tensor with running min-max ranges of
   * momentum 0.9, nothing left out.
   */
  public static QuantizationConfig of(BitWidths bits) {
    return new QuantizationConfig(
        bits,
        WeightQuantization.perTensor(),
        ActivationQuantization.runningMinMax(),
        new NamePatterns(List.of()));
  }

  /** {@link #of} 8 bits. */
  public static QuantizationConfig w8a8() {
    return of(BitWidths.W8A8);
  }

  /** The same with other bits. */
  public QuantizationConfig withBits(BitWidths other) {
    return new QuantizationConfig(other, weights, activations, fullPrecision);
  }

  /** The same with other grids of weights. */
  public QuantizationConfig withWeights(WeightQuantization other) {
    return new QuantizationConfig(bits, other, activations, fullPrecision);
  }

  /** The same with other grids of activations. */
  public QuantizationConfig withActivations(ActivationQuantization other) {
    return new QuantizationConfig(bits, weights, other, fullPrecision);
  }

  /** The same with static ranges of activations by another estimator. */
  public QuantizationConfig withRange(RangeEstimator other) {
    return withActivations(new Static(other, activations.symmetric()));
  }

  /** The same with other names kept in full precision. */
  public QuantizationConfig withFullPrecision(List<String> patterns) {
    return new QuantizationConfig(bits, weights, activations, new NamePatterns(patterns));
  }

  /** Whether this name stays in full precision. */
  public boolean keepsFullPrecision(String name) {
    return fullPrecision.matches(name);
  }

  /** The grid of an activation with a scale a tensor. */
  Grid activationGrid() {
    return new Grid(bits.activations(), activations.symmetric());
  }
}
