package org.outeffhop.quantization;

/**
 * What a grid with one scale looks like before its range is known.
 *
 * @param bits bits an integer, 2 to 16
 * @param symmetric whether the zero point is 0
 */
public record Grid(int bits, boolean symmetric) {
  /** Checks the bits. */
  public Grid {
    Bits.require("bits", bits);
  }

  /** The quantizer that covers a range. */
  public UniformQuantizer quantizer(Range range) {
    return symmetric
        ? UniformQuantizer.symmetric(range.min(), range.max(), bits)
        : UniformQuantizer.asymmetric(range.min(), range.max(), bits);
  }
}
