package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * p = max(z - tau, 0) with tau such that p sums to 1: the projection of z on the simplex.
 *
 * <p>Martins and Astudillo, ICML 2016 (arXiv 1602.02068).
 */
public record Sparsemax() implements SoftmaxFunction {
  @Override
  public Tensor apply(Tensor scores) {
    return SparseSoftmax.apply(scores, SparseSoftmax.Alpha.TWO);
  }
}
