package org.outeffhop.export;

import java.util.function.Predicate;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.runtime.TargetProcessor;

/**
 * How weights become eight-bit integers: symmetric, W = scale q. The tables of token embeddings
 * always have a scale for every row.
 *
 * @param grids which weights share a scale, and how it follows from them
 * @param bits 2 to 8
 * @param fullPrecision which parameters stay in float32, by name
 */
public record Int8Weights(WeightQuantization grids, int bits, Predicate<String> fullPrecision) {
  private static final int BYTE = 8;

  /**
   * Checks the bits.
   *
   * @throws IllegalArgumentException if they are not 2 to 8
   */
  public Int8Weights {
    if (bits < 2 || bits > BYTE) {
      throw new IllegalArgumentException(
          "a weight has " + bits + " bits; ONNX's integer kernels take 2 to 8");
    }
  }

  /** As a simulation quantizes weights, in no more bits than the processors' kernels take. */
  public static Int8Weights of(QuantizationConfig config, TargetProcessor processor) {
    int bits = config.bits().weights();
    return new Int8Weights(
        config.weights(), bits == BYTE ? processor.weightBits() : bits, config::keepsFullPrecision);
  }

  /** The processors that multiply such weights exactly. */
  TargetProcessor processor() {
    return TargetProcessor.ofWeights(bits);
  }
}
