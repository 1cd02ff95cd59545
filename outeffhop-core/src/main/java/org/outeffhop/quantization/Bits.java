package org.outeffhop.quantization;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** The integer grids of B bits. */
final class Bits {
  private Bits() {}

  static void require(String field, int bits) {
    if (bits < 2 || bits > 16) {
      throw new IllegalArgumentException(field + " is " + bits + "; it takes 2 to 16");
    }
  }

  static int lowest(int bits, boolean signed) {
    return signed ? -(1 << (bits - 1)) : 0;
  }

  static int highest(int bits, boolean signed) {
    return (1 << (signed ? bits - 1 : bits)) - 1;
  }

  /** Clamps integers without their zero point to the grid, in place. */
  static void clamp(Tensor x, int bits, boolean signed, int zeroPoint) {
    x.clamp_(
        new ScalarOptional(new Scalar(lowest(bits, signed) - zeroPoint)),
        new ScalarOptional(new Scalar(highest(bits, signed) - zeroPoint)));
  }
}
