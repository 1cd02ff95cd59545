package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * What turns the scores of a query with its keys into weights: the separation function of an
 * associative memory.
 *
 * <p>Every member works on the last axis, has exact gradients, and gives zeros with zero gradients
 * for a row whose scores are all minus infinity.
 */
public sealed interface SoftmaxFunction permits EnergySoftmax, ClippedSoftmax {
  /**
   * The weights of the scores.
   *
   * @param scores [.., L_k], real or minus infinity where masked; heads are the third axis from the
   *     end
   * @return the weights, same shape and type
   */
  Tensor apply(Tensor scores);
}
