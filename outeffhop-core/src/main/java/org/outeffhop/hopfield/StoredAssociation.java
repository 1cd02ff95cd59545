package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * softmax(beta X Xi^T) Xi over stored patterns Xi, with the potential that gives the energy.
 *
 * <p>Axes: L queries, M stored patterns, D size of a pattern, D_v size of a value.
 */
sealed interface StoredAssociation permits BlockwiseAssociation, ExplicitAssociation {
  /**
   * What one pass over the patterns gives.
   *
   * @param state sum_mu p_mu xi_mu, [L, D]
   * @param potential Psi(beta Xi^T x), [L]
   */
  record Readout(Tensor state, Tensor potential) {}

  /**
   * What a second pass gives, in which the weights themselves are looked at.
   *
   * @param values sum_mu p_mu v_mu, [L, D_v]; null where none were asked for
   * @param weights the largest weights, descending, [L, k]
   * @param positions the positions of their patterns, [L, k]
   */
  record Lookup(Tensor values, Tensor weights, Tensor positions) {}

  /** The association of a softmax with the patterns: blockwise where the softmax allows it. */
  static StoredAssociation of(EnergySoftmax softmax, double beta, PatternStore patterns) {
    return softmax instanceof SinkSoftmax sink
        ? new BlockwiseAssociation(sink, beta, patterns)
        : new ExplicitAssociation(softmax, beta, patterns);
  }

  /**
   * State and potential.
   *
   * @param query [L, D]
   */
  Readout read(Tensor query);

  /**
   * Largest weights and, where there is a store of values, the values.
   *
   * @param query [L, D]
   * @param potential what {@link #read} gave for the same query
   * @param values a value for every pattern, or null
   * @param top k, the number of weights; may be 0
   */
  Lookup lookup(Tensor query, Tensor potential, PatternStore values, int top);
}
