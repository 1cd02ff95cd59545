package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;

/** Puts a tensor on a grid. */
public sealed interface Quantizer permits UniformQuantizer, PerChannelQuantizer, PerTokenQuantizer {
  /** The nearest values on the grid, without gradients. */
  Tensor quantizeDequantize(Tensor x);

  /**
   * The nearest values on the grid with a straight-through gradient: dL/dx = dL/dy where the
   * rounded integer lies on the grid, 0 where it was clamped (Bengio et al. 2013, arXiv 1308.3432),
   * as libtorch's fake quantization has it.
   *
   * <p>libtorch multiplies by 1 / scale where {@link #quantizeDequantize} divides by it, so a value
   * in the middle between two on the grid may go to the other one.
   */
  Tensor straightThrough(Tensor x);
}
