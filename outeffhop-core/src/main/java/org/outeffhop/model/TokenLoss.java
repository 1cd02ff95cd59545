package org.outeffhop.model;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;

/** Which places the loss is of, and the loss there. */
final class TokenLoss {
  private TokenLoss() {}

  /** The indices of the places with a label, [N], in labels seen as one long row. */
  static Tensor labelled(Tensor labels) {
    return labels.reshape(-1).ne(new Scalar(LanguageModel.IGNORED_LABEL)).nonzero().view(-1);
  }

  /**
   * The loss of a causal model: what each token's hidden state says of the next token.
   *
   * @param hidden [B, L, D]
   * @param labels [B, L]
   * @param head hidden states [N, D] to logits [N, V]
   */
  static Tensor ofNext(Tensor hidden, Tensor labels, UnaryOperator<Tensor> head) {
    long length = labels.size(1);
    Tensor before = hidden.narrow(1, 0, length - 1).reshape(-1, hidden.size(2));
    Tensor next = labels.narrow(1, 1, length - 1).reshape(-1);
    return crossEntropy(head.apply(before), next);
  }

  /** Mean cross-entropy in nats of logits [N, V] with labels [N]. */
  static Tensor crossEntropy(Tensor logits, Tensor labels) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(torch.cross_entropy_loss(logits, labels));
    }
  }
}
