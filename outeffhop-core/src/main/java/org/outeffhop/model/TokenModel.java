package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;

/** A transformer that turns tokens into vectors. Axes: B sequences of L tokens, width D. */
public sealed interface TokenModel extends Model permits BertEncoder, LanguageModel {
  /**
   * The last hidden state, as Hugging Face's model without a head returns it. That of a padding
   * token means nothing.
   *
   * @return [B, L, D]
   */
  Tensor hiddenStates(TokenBatch batch, ForwardContext context);

  /** Whether a token sees none of those behind it. */
  default boolean isCausal() {
    return false;
  }
}
