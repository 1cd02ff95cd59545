package org.outeffhop.model;

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

  /** Mean cross-entropy in nats of logits [N, V] with labels [N]. */
  static Tensor crossEntropy(Tensor logits, Tensor labels) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(torch.cross_entropy_loss(logits, labels));
    }
  }
}
