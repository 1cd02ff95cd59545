package org.outeffhop.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * Observes or replaces the tensors inside a model.
 *
 * <p>A model calls {@link #at} with the Hugging Face name of a module and the module's output, and
 * continues with the tensor that it gets back: a recorder returns the tensor itself, fake
 * quantization returns another one. Models have no other hooks.
 */
public interface Probe {
  /** A probe that changes nothing. */
  Probe NONE = (name, activation) -> activation;

  /** Sees a module's output and returns its replacement. */
  Tensor at(String name, Tensor activation);

  /** Sees a weight matrix before it is multiplied and returns its replacement. */
  default Tensor weight(String name, Tensor weight) {
    return weight;
  }

  /** Sees an embedding table before rows are looked up in it and returns its replacement. */
  default Tensor table(String name, Tensor table) {
    return table;
  }

  /**
   * Sees the shortcut of a residual whose start is a norm's output, before the sum of that name is
   * taken, and returns what takes its place. Post-norm models call it, so that channels which are
   * rescaled in the norm can be scaled back where no matrix can do so.
   */
  default Tensor shortcut(String sum, Tensor x) {
    return x;
  }

  /**
   * Sees an association: the weights, before dropout, and the values that they weigh. It is called
   * where {@link #wantsAttentionProbabilities} says so.
   *
   * @param name the attention module's
   * @param weights [B, H, L_q, L_k]
   * @param values [B, H, L_k, D]
   */
  default void association(String name, Tensor weights, Tensor values) {}

  /**
   * Sees which keys a classifier calls no-ops for which queries. It is called where a model has
   * one.
   *
   * @param name the attention module's
   * @param noOps Bool, [B, H, L_q, L_k], or 1 for axes along which nothing changes; false for keys
   *     that are not seen
   * @param visible the keys that a query sees, Bool, likewise
   */
  default void classified(String name, Tensor noOps, Tensor visible) {}

  /**
   * Whether attention scores and probabilities must be shown to {@link #at}, and associations to
   * {@link #association}, which costs an L x L matrix.
   */
  default boolean wantsAttentionProbabilities() {
    return false;
  }
}
