package org.outeffhop.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;

/** Which places the loss is of, and the loss there. */
final class TokenLoss {
  private TokenLoss() {}

  /**
   * The indices of the places with a label, [N], in labels seen as one long row.
   *
   * @throws IllegalArgumentException if there are none, of which a mean would be over nothing
   */
  static Tensor labelled(Tensor labels) {
    Tensor places =
        labels.reshape(-1).ne(new Scalar(LanguageModel.IGNORED_LABEL)).nonzero().reshape(-1);
    if (places.numel() == 0) {
      throw new IllegalArgumentException(
          "none of the %d places has a label: all are %d, and the mean of no loss is no number"
              .formatted(labels.numel(), LanguageModel.IGNORED_LABEL));
    }
    return places;
  }

  /** Mean cross-entropy in nats of logits [N, V] with labels [N], some of which may be ignored. */
  static Tensor crossEntropy(Tensor logits, Tensor labels) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(torch.cross_entropy_loss(logits, labels));
    }
  }
}
