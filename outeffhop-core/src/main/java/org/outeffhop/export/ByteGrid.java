package org.outeffhop.export;

import org.outeffhop.quantization.UniformQuantizer;

/**
 * What bytes from 0 to 255 stand for: y = scale (q - zeroPoint).
 *
 * @param scale the step between neighbours
 * @param zeroPoint the byte that stands for 0
 */
record ByteGrid(float scale, int zeroPoint) {
  private static final int HALF = 128;

  /**
   * The grid of a calibrated probe point. One of signed integers is written with unsigned ones, all
   * 128 higher, for the kernels take unsigned activations.
   *
   * @throws IllegalArgumentException if it has other than eight bits
   */
  static ByteGrid of(String name, UniformQuantizer quantizer) {
    if (quantizer.bits() != 8) {
      throw new IllegalArgumentException(
          name + " has " + quantizer.bits() + " bits; ONNX's integer kernels take 8");
    }
    return new ByteGrid(quantizer.scale(), quantizer.zeroPoint() + (quantizer.signed() ? HALF : 0));
  }

  /** The values of the same integers, each multiplied by a factor. */
  ByteGrid times(double factor) {
    return new ByteGrid((float) (scale * factor), zeroPoint);
  }
}
