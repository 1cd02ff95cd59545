package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Symmetric quantization with a scale for every row: as {@link UniformQuantizer#symmetric} with
 * scale = max |row| / (2^(bits - signed) - 1), signed iff any value of the matrix is negative.
 */
public final class PerChannelQuantizer {
  private PerChannelQuantizer() {}

  /**
   * The nearest values on every row's grid.
   *
   * @param weight {@code [out, in]}
   * @param bits 2 to 16
   */
  public static Tensor quantizeDequantize(Tensor weight, int bits) {
    Bits.require("bits", bits);
    if (weight.dim() != 2) {
      throw new IllegalArgumentException(
          "a weight has " + weight.dim() + " axes; quantization by rows takes 2");
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = weight.detach();
      boolean signed = Tensors.item(plain.min()) < 0;
      Tensor scales = plain.abs().amax(new long[] {1}, true);
      scales.div_(Tensors.scalar(Bits.highest(bits, signed)));
      scales.clamp_min_(Tensors.scalar(Float.MIN_NORMAL));
      Tensor integers = plain.div(scales).round_();
      Bits.clamp(integers, bits, signed);
      return scope.keep(integers.mul_(scales));
    }
  }
}
