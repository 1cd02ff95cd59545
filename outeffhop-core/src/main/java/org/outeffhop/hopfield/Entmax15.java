package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * p = max(z/2 - tau, 0)^2 with tau such that p sums to 1.
 *
 * <p>Peters, Niculae and Martins, ACL 2019 (arXiv 1905.05702).
 */
public record Entmax15() implements EnergySoftmax {
  @Override
  public Tensor apply(Tensor scores) {
    return SparseSoftmax.apply(scores, SparseSoftmax.Alpha.ONE_AND_A_HALF);
  }

  /** Psi(z) = p^T z - 4/3 (sum p^1.5 - 1), the regulariser being Tsallis' of order 1.5. */
  @Override
  public Tensor potential(Tensor scores) {
    return SparseSoftmax.potential(scores, SparseSoftmax.Alpha.ONE_AND_A_HALF);
  }
}
