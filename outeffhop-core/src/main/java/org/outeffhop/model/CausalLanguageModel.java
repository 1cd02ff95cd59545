package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.TensorScope;

/** A decoder: what its head says at a place is of the next token. */
abstract non-sealed class CausalLanguageModel implements LanguageModel {
  /** Hidden states to scores of the vocabulary. */
  abstract Linear head();

  @Override
  public final boolean isCausal() {
    return true;
  }

  @Override
  public final Tensor logits(TokenBatch batch, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(head().forward(hiddenStates(batch, context), context));
    }
  }

  @Override
  public final Tensor loss(TokenBatch batch, Tensor labels, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      long before = places(labels);
      Tensor hidden = hiddenStates(batch, context).narrow(1, 0, before);
      Tensor logits = head().forward(hidden.reshape(-1, hidden.size(2)), context);
      return scope.keep(TokenLoss.crossEntropy(logits, next(labels)));
    }
  }

  @Override
  public final Tensor crossEntropy(Tensor logits, Tensor labels) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor scores = logits.narrow(1, 0, places(labels)).reshape(-1, logits.size(2));
      return scope.keep(TokenLoss.crossEntropy(scores, next(labels)));
    }
  }

  /** The places of a sequence that have a next token. */
  private static long places(Tensor labels) {
    long length = labels.size(1);
    if (length < 2) {
      throw new IllegalArgumentException(
          "sequences have %d token; a decoder learns from at least 2, the second of which it is to say"
              .formatted(length));
    }
    return length - 1;
  }

  private static Tensor next(Tensor labels) {
    return labels.narrow(1, 1, places(labels)).reshape(-1);
  }
}
