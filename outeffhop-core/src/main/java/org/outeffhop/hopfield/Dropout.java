package org.outeffhop.hopfield;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * y_i = x_i m_i / (1 - p) with m_i = 0 with probability p, and 1 otherwise.
 *
 * <p>libtorch's generator for the CPU makes one number after another, on one core, and its dropout
 * takes 64 random bits for every element, which is as slow as a matrix product. Here an element
 * takes 16, so that p is rounded to the next 65,536th, by which the scale goes too: the mean stays
 * exact. Every other device has libtorch's own.
 */
final class Dropout {
  private static final int LEVELS = 1 << 16;
  private static final int DRAWS_PER_NUMBER = 4;

  private Dropout() {}

  /**
   * x with elements dropped, in the memory layout of x.
   *
   * @param x float32
   * @param p from 0 to 1; with 0 the result is x itself
   */
  static Tensor apply(Tensor x, double p) {
    if (p == 0) {
      return x;
    }
    long dropped = Math.round(p * LEVELS);
    if (x.is_cuda() || dropped == LEVELS) {
      return torch.dropout(x, p, true);
    }
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(x.mul(mask(x, dropped)));
    }
  }

  /** 0 where an element is dropped, LEVELS / (LEVELS - dropped) elsewhere. */
  private static Tensor mask(Tensor x, long dropped) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      long count = x.numel();
      long numbers = (count + DRAWS_PER_NUMBER - 1) / DRAWS_PER_NUMBER;
      Tensor draws =
          Tensors.empty(ScalarType.Long, numbers).random_(Long.MIN_VALUE, new LongOptional());
      Tensor kept =
          draws
              .view(ScalarType.Short)
              .narrow(0, 0, count)
              .ge(new Scalar(Short.MIN_VALUE + dropped))
              .to(Tensors.type(x))
              .mul_(new Scalar((double) LEVELS / (LEVELS - dropped)));
      return scope.keep(
          x.is_non_overlapping_and_dense()
              ? kept.as_strided(x.sizes(), x.strides())
              : kept.view(Tensors.shape(x)));
    }
  }
}
