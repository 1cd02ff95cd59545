package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Uniform quantization with one scale for a whole tensor:
 *
 * <pre>{@code
 * q = clamp(round(x / scale) + zeroPoint, lowest, highest)
 * y = scale (q - zeroPoint)
 * }</pre>
 *
 * <p>Ties round to even. Formulas and the choice of grids follow the quantizers of
 * outlier-free-transformers (Bondarenko et al., NeurIPS 2023). Gradients do not pass.
 *
 * @param scale the step between neighbouring values, a float32 number
 * @param zeroPoint the integer that stands for 0
 * @param bits bits an integer, 2 to 16
 * @param signed whether integers run from -2^(bits-1) to 2^(bits-1)-1 rather than from 0 to
 *     2^bits-1
 */
public record UniformQuantizer(float scale, int zeroPoint, int bits, boolean signed) {
  /** Checks the values. */
  public UniformQuantizer {
    Bits.require("bits", bits);
    if (!Float.isFinite(scale) || scale <= 0) {
      throw new IllegalArgumentException("scale is " + scale + "; it takes a number above 0");
    }
    if (zeroPoint < Bits.lowest(bits, signed) || zeroPoint > Bits.highest(bits, signed)) {
      throw new IllegalArgumentException(
          "zero point is "
              + zeroPoint
              + "; the grid runs from "
              + Bits.lowest(bits, signed)
              + " to "
              + Bits.highest(bits, signed));
    }
  }

  /**
   * scale = max(-min, max) / (2^(bits - signed) - 1), zero point 0, signed iff min &lt; 0. A range
   * that leaves 0 out is widened to it.
   */
  public static UniformQuantizer symmetric(double min, double max, int bits) {
    requireRange(min, max);
    Bits.require("bits", bits);
    boolean signed = min < 0;
    float largest = (float) Math.max(Math.max(-min, max), 0);
    float steps = (1 << (signed ? bits - 1 : bits)) - 1;
    return new UniformQuantizer(Math.max(largest / steps, Float.MIN_NORMAL), 0, bits, signed);
  }

  /**
   * scale = (max - min) / (2^bits - 1), zero point = round(-min / scale), unsigned. A range that
   * leaves 0 out is widened to it.
   */
  public static UniformQuantizer asymmetric(double min, double max, int bits) {
    requireRange(min, max);
    Bits.require("bits", bits);
    int steps = (1 << bits) - 1;
    float low = (float) Math.min(min, 0);
    float high = (float) Math.max(max, 0);
    float scale = Math.max((high - low) / steps, Float.MIN_NORMAL);
    double zeroPoint = Math.rint(-low / scale);
    return new UniformQuantizer(scale, (int) Math.min(zeroPoint, steps), bits, false);
  }

  /** The integers q that stand for the values, in the type of {@code x}. */
  public Tensor quantize(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor shifted =
          x.detach().div(Tensors.scalar(scale)).round_().add_(Tensors.scalar(zeroPoint));
      Bits.clamp(shifted, bits, signed);
      return scope.keep(shifted);
    }
  }

  /** The values y that the integers stand for. */
  public Tensor dequantize(Tensor integers) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(integers.sub(Tensors.scalar(zeroPoint)).mul_(Tensors.scalar(scale)));
    }
  }

  /** The nearest values on the grid: {@link #quantize}, then {@link #dequantize}. */
  public Tensor quantizeDequantize(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(dequantize(quantize(x)));
    }
  }

  /** The smallest value on the grid. */
  public double smallest() {
    return (double) scale * (Bits.lowest(bits, signed) - zeroPoint);
  }

  /** The largest value on the grid. */
  public double largest() {
    return (double) scale * (Bits.highest(bits, signed) - zeroPoint);
  }

  private static void requireRange(double min, double max) {
    boolean finite = Float.isFinite((float) (max - min)) && Float.isFinite((float) min);
    if (!finite || min > max) {
      throw new IllegalArgumentException(
          "range is " + min + " to " + max + "; it takes finite numbers in order");
    }
  }
}
