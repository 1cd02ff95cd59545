package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * A softmax that is the gradient of a convex function: p(z) = grad Psi(z), Psi(z) = max_p (p^T z -
 * Omega(p)) over the weights that are allowed.
 *
 * <p>Psi, the convex conjugate of the regulariser Omega, gives an associative memory its energy,
 * and the softmax that memory's retrieval (Ramsauer et al., ICLR 2021, arXiv 2008.02217; Wu et al.,
 * ICLR 2024, arXiv 2312.17346, for the sparse ones). Clipped softmax is no gradient, since its
 * derivative is not symmetric, and so has no energy.
 */
public sealed interface EnergySoftmax extends SoftmaxFunction
    permits SinkSoftmax, Sparsemax, Entmax15, LearnedEntmax {
  /**
   * Psi of the scores.
   *
   * @param scores [.., L_k], real or minus infinity where masked
   * @return [..], same type
   */
  Tensor potential(Tensor scores);
}
