package org.outeffhop.export;

/**
 * What eight-bit integers stand for: y = scale (q - zeroPoint).
 *
 * @param scale the step between neighbours
 * @param zeroPoint the integer that stands for 0
 * @param signed whether q runs from -128 to 127 rather than from 0 to 255
 */
record Grid(float scale, int zeroPoint, boolean signed) {
  private static final int HALF = 128;

  /** The same values in signed integers, all 128 lower. */
  Grid asSigned() {
    return signed ? this : new Grid(scale, zeroPoint - HALF, true);
  }

  /** The values of the same integers, each multiplied by a factor. */
  Grid times(double factor) {
    return new Grid((float) (scale * factor), zeroPoint, signed);
  }
}
