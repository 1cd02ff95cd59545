package org.outeffhop.export;

import java.util.function.Predicate;

/**
 * How weights become eight-bit integers: symmetric, W = scale q. The tables of token embeddings
 * always have a scale for every row.
 *
 * @param perChannel whether every output of a linear layer has a scale of its own
 * @param bits 8; 7 where a processor adds two products in 16 bits
 * @param fullPrecision which parameters stay in float32, by name
 */
public record Int8Weights(boolean perChannel, int bits, Predicate<String> fullPrecision) {
  /**
   * Checks the bits.
   *
   * @throws IllegalArgumentException if they are not 7 or 8
   */
  public Int8Weights {
    if (bits != 7 && bits != 8) {
      throw new IllegalArgumentException(
          "a weight has " + bits + " bits; ONNX's integer kernels take 8, or 7 without VNNI");
    }
  }

  /** Every weight, one scale a matrix, for the kernels of this processor. */
  public static Int8Weights perTensor() {
    return new Int8Weights(false, Int8Kernels.ofThisProcessor().weightBits(), name -> false);
  }
}
