package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * p = max(z - tau, 0) with tau such that p sums to 1: the projection of z on the simplex.
 *
 * <p>Martins and Astudillo, ICML 2016 (arXiv 1602.02068).
 */
public record Sparsemax() implements EnergySoftmax {
  @Override
  public Tensor apply(Tensor scores) {
    return SparseSoftmax.apply(scores, SparseSoftmax.Alpha.TWO);
  }

  /** Psi(z) = p^T z - 1/2 (sum p^2 - 1), the regulariser being Gini's. */
  @Override
  public Tensor potential(Tensor scores) {
    return SparseSoftmax.potential(scores, SparseSoftmax.Alpha.TWO);
  }
}
