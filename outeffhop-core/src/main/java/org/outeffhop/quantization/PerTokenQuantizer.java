package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Dynamic quantization: every vector along the last axis, which is a token's, has the range of its
 * own elements, as {@link UniformQuantizer#asymmetric} or {@link UniformQuantizer#symmetric} make a
 * grid of it. Symmetric grids are signed even where no element is negative.
 *
 * @param bits bits an integer, 2 to 16
 * @param symmetric whether zero points are 0
 */
public record PerTokenQuantizer(int bits, boolean symmetric) implements Quantizer {
  /** Checks the bits. */
  public PerTokenQuantizer {
    Bits.require("bits", bits);
  }

  /**
   * The nearest values on every token's grid.
   *
   * @param x [.., width]
   */
  @Override
  public Tensor quantizeDequantize(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = x.detach();
      TokenGrids grids = grids(plain);
      Tensor integers = plain.div(grids.scales()).round_();
      if (symmetric) {
        Bits.clamp(integers, bits, true, 0);
      } else {
        integers.add_(grids.zeroPoints());
        Bits.clamp(integers, bits, false, 0);
        integers.sub_(grids.zeroPoints());
      }
      return scope.keep(integers.mul_(grids.scales()));
    }
  }

  @Override
  public Tensor straightThrough(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor rows = x.reshape(-1, x.size(-1));
      TokenGrids grids = grids(rows.detach());
      Tensor y =
          torch.fake_quantize_per_channel_affine(
              rows,
              grids.scales().reshape(-1),
              grids.zeroPoints().reshape(-1).to(ScalarType.Int),
              0,
              Bits.lowest(bits, symmetric),
              Bits.highest(bits, symmetric));
      return scope.keep(y.reshape_as(x));
    }
  }

  /** Scales and zero points, [.., 1]. */
  private record TokenGrids(Tensor scales, Tensor zeroPoints) {}

  private TokenGrids grids(Tensor x) {
    long[] last = {-1};
    if (symmetric) {
      Tensor scales = scales(x.abs().amax(last, true), Bits.highest(bits, true));
      return new TokenGrids(scales, torch.zeros_like(scales));
    }
    Tensor low = x.amin(last, true).clamp_max_(Tensors.scalar(0));
    Tensor high = x.amax(last, true).clamp_min_(Tensors.scalar(0));
    int steps = Bits.highest(bits, false);
    Tensor scales = scales(high.sub(low), steps);
    Tensor zeroPoints = low.neg().div_(scales).round_().clamp_max_(Tensors.scalar(steps));
    return new TokenGrids(scales, zeroPoints);
  }

  private static Tensor scales(Tensor widths, int steps) {
    return widths.div_(Tensors.scalar(steps)).clamp_min_(Tensors.scalar(Float.MIN_NORMAL));
  }
}
