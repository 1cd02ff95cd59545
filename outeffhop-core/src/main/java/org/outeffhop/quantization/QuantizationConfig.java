package org.outeffhop.quantization;

import java.util.List;
import java.util.regex.Pattern;
import org.outeffhop.quantization.RangeEstimator.RunningMinMax;

/**
 * What post-training quantization does: weights symmetric per tensor, activations asymmetric per
 * tensor with static ranges.
 *
 * @param weightBits bits of a weight, 2 to 16
 * @param activationBits bits of an activation, 2 to 16
 * @param activationRange how ranges follow from calibration batches
 * @param fullPrecision regular expressions; activations and weights whose whole name matches one
 *     stay as they are
 */
public record QuantizationConfig(
    int weightBits,
    int activationBits,
    RangeEstimator activationRange,
    List<String> fullPrecision) {
  /** Checks the bits and the regular expressions. */
  public QuantizationConfig {
    Bits.require("weight bits", weightBits);
    Bits.require("activation bits", activationBits);
    fullPrecision = List.copyOf(fullPrecision);
    fullPrecision.forEach(Pattern::compile);
  }

  /** 8-bit weights and activations, running min-max ranges with momentum 0.9, nothing left out. */
  public static QuantizationConfig w8a8() {
    return new QuantizationConfig(8, 8, new RunningMinMax(0.9), List.of());
  }

  /** Whether this name stays in full precision. */
  public boolean keepsFullPrecision(String name) {
    return fullPrecision.stream().anyMatch(name::matches);
  }
}
