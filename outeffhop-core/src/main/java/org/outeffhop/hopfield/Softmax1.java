package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * p_mu = Softmax1(z)_mu = exp(z_mu) / (n + sum_nu exp(z_nu)), n = 1 in Hu et al., ICML 2024 (arXiv
 * 2404.03828), section 3, with the gradient
 *
 * <pre>dp_i / dz_j = p_i (delta_ij - p_j)</pre>
 *
 * <p>The formula is that of softmax; n stands in p alone, so that the rows of the Jacobian do not
 * add up to 0: weight can leave the keys. {@link SinkSoftmaxFormula} computes the weights in a way
 * from which libtorch differentiates them to exactly this, {@link FlashSoftmax1} both without
 * holding them.
 *
 * @param n the number of no-op patterns; 0 gives {@link Softmax}
 */
public record Softmax1(double n) implements SinkSoftmax {
  /** The paper's: n = 1. */
  public Softmax1() {
    this(1);
  }

  public Softmax1 {
    if (!(n >= 0) || Double.isInfinite(n)) {
      throw new IllegalArgumentException(
          "n is " + n + "; the number of no-op patterns is finite and at least 0");
    }
  }

  @Override
  public Tensor sinkLogit(Tensor like) {
    return n == 0
        ? null
        : torch.full(
            new long[] {1}, new org.bytedeco.pytorch.Scalar(Math.log(n)), SinkOptions.like(like));
  }
}
