package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Symmetric quantization with a scale for every row: as {@link UniformQuantizer#symmetric} with
 * scale = T / (2^(bits - signed) - 1), T the row's threshold, signed iff any value of the matrix is
 * negative.
 */
public final class PerChannelQuantizer implements Quantizer {
  private final float[] scales;
  private final int bits;
  private final boolean signed;

  private PerChannelQuantizer(float[] scales, int bits, boolean signed) {
    this.scales = scales;
    this.bits = bits;
    this.signed = signed;
  }

  /**
   * The grids whose thresholds are max |row|.
   *
   * @param weight {@code [out, in]}
   * @param bits 2 to 16
   */
  public static PerChannelQuantizer of(Tensor weight, int bits) {
    try (TensorScope scope = TensorScope.open()) {
      return of(weight, largest(weight), bits);
    }
  }

  /**
   * The grids whose thresholds are the k (max |row| + margin) / candidates, k = 1 .. candidates,
   * with the least sum of squared errors in their row.
   *
   * @param weight {@code [out, in]}
   * @param bits 2 to 16
   * @param estimator a grid search
   */
  public static PerChannelQuantizer of(Tensor weight, int bits, MeanSquaredError estimator) {
    if (estimator.search() != MeanSquaredError.Search.GRID) {
      throw new IllegalArgumentException(
          "weights per channel are searched by " + estimator.search() + "; they take GRID");
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = weight.detach();
      Tensor most = largest(plain).add(Tensors.scalar(estimator.margin()));
      Tensor best = most.clone();
      Tensor least = torch.full_like(most, Tensors.scalar(Double.POSITIVE_INFINITY));
      for (int k = 1; k <= estimator.candidates(); k++) {
        try (TensorScope candidate = TensorScope.open()) {
          Tensor thresholds = most.mul(Tensors.scalar((double) k / estimator.candidates()));
          Tensor errors = of(plain, thresholds, bits).errors(plain);
          Tensor better = errors.lt(least);
          best.copy_(torch.where(better, thresholds, best));
          least.copy_(torch.where(better, errors, least));
        }
      }
      return of(plain, best, bits);
    }
  }

  private static PerChannelQuantizer of(Tensor weight, Tensor thresholds, int bits) {
    Bits.require("bits", bits);
    boolean signed = Tensors.item(weight.detach().min()) < 0;
    Tensor scales =
        thresholds
            .div(Tensors.scalar(Bits.highest(bits, signed)))
            .clamp_min_(Tensors.scalar(Float.MIN_NORMAL));
    return new PerChannelQuantizer(Tensors.toFloats(scales), bits, signed);
  }

  private static Tensor largest(Tensor weight) {
    if (weight.dim() != 2) {
      throw new IllegalArgumentException(
          "a weight has " + weight.dim() + " axes; quantization by rows takes 2");
    }
    return weight.detach().abs().amax(new long[] {1}, true);
  }

  private Tensor errors(Tensor weight) {
    return quantizeDequantize(weight).sub_(weight).square_().sum(new long[] {1}, true, null);
  }

  /** The scale of every row. */
  public float[] scales() {
    return scales.clone();
  }

  /** Whether integers run from -2^(bits-1) rather than from 0. */
  public boolean signed() {
    return signed;
  }

  /**
   * The integers that stand for the values, in the type of {@code weight}.
   *
   * @param weight {@code [out, in]}, with as many rows as there are scales
   */
  public Tensor quantize(Tensor weight) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor integers = weight.detach().div(column(weight)).round_();
      Bits.clamp(integers, bits, signed, 0);
      return scope.keep(integers);
    }
  }

  @Override
  public Tensor quantizeDequantize(Tensor weight) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(quantize(weight).mul_(column(weight)));
    }
  }

  @Override
  public Tensor straightThrough(Tensor weight) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor row = column(weight).reshape(-1);
      return scope.keep(
          torch.fake_quantize_per_channel_affine(
              weight,
              row,
              torch.zeros_like(row).to(ScalarType.Int),
              0,
              Bits.lowest(bits, signed),
              Bits.highest(bits, signed)));
    }
  }

  private Tensor column(Tensor weight) {
    return Engine.to(Tensors.of(scales, scales.length, 1), weight.device());
  }
}
