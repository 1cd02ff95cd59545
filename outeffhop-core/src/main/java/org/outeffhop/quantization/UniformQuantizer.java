package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
 * outlier-free-transformers (Bondarenko et al., NeurIPS 2023).
 *
 * @param scale the step between neighbouring values, a float32 number
 * @param zeroPoint the integer that stands for 0
 * @param bits bits an integer, 2 to 16
 * @param signed whether integers run from -2^(bits-1) to 2^(bits-1)-1 rather than from 0 to
 *     2^bits-1
 */
public record UniformQuantizer(float scale, int zeroPoint, int bits, boolean signed)
    implements Quantizer {
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
    Range range = new Range(min, max);
    Bits.require("bits", bits);
    boolean signed = min < 0;
    float largest = (float) range.largest();
    float steps = (1 << (signed ? bits - 1 : bits)) - 1;
    return new UniformQuantizer(Math.max(largest / steps, Float.MIN_NORMAL), 0, bits, signed);
  }

  /**
   * scale = (max - min) / (2^bits - 1), zero point = round(-min / scale), unsigned. A range that
   * leaves 0 out is widened to it.
   */
  public static UniformQuantizer asymmetric(double min, double max, int bits) {
    Range range = new Range(min, max);
    Bits.require("bits", bits);
    int steps = (1 << bits) - 1;
    float low = (float) Math.min(range.min(), 0);
    float high = (float) Math.max(range.max(), 0);
    float scale = Math.max((high - low) / steps, Float.MIN_NORMAL);
    double zeroPoint = Math.rint(-low / scale);
    return new UniformQuantizer(scale, (int) Math.min(zeroPoint, steps), bits, false);
  }

  /** The integers q that stand for the values, in the type of {@code x}. */
  public Tensor quantize(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor shifted =
          x.detach().div(Tensors.scalar(scale)).round_().add_(Tensors.scalar(zeroPoint));
      Bits.clamp(shifted, bits, signed, 0);
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
  @Override
  public Tensor quantizeDequantize(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor steps = x.detach().div(Tensors.scalar(scale)).round_();
      Bits.clamp(steps, bits, signed, zeroPoint);
      Tensor unsignedZeros = steps.add_(Tensors.scalar(0));
      return scope.keep(unsignedZeros.mul_(Tensors.scalar(scale)));
    }
  }

  /** The nearest value on the grid. */
  double quantizeDequantize(double x) {
    double steps = Math.rint(x / scale);
    double low = Bits.lowest(bits, signed) - zeroPoint;
    double high = Bits.highest(bits, signed) - zeroPoint;
    return scale * Math.max(low, Math.min(high, steps));
  }

  @Override
  public Tensor straightThrough(Tensor x) {
    return torch.fake_quantize_per_tensor_affine(
        x, scale, zeroPoint, Bits.lowest(bits, signed), Bits.highest(bits, signed));
  }

  /** The smallest value on the grid. */
  public double smallest() {
    return (double) scale * (Bits.lowest(bits, signed) - zeroPoint);
  }

  /** The largest value on the grid. */
  public double largest() {
    return (double) scale * (Bits.highest(bits, signed) - zeroPoint);
  }
}
