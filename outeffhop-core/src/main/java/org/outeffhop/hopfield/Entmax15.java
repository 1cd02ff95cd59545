package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * p = max(z/2 - tau, 0)^2 with tau such that p sums to 1.
 *
 * <p>Peters, Niculae and Martins, ACL 2019 (arXiv 1905.05702).
 */
public record Entmax15() implements SoftmaxFunction {
  @Override
  public Tensor apply(Tensor scores) {
    return SparseSoftmax.apply(scores, SparseSoftmax.Alpha.ONE_AND_A_HALF);
  }
}
