package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Tensors;

/** A transformer over tokens. Axes: B sequences of L tokens, vocabulary V. */
public sealed interface LanguageModel extends TokenModel permits Bert, CausalLanguageModel {
  /** The label of a token that the loss leaves out. */
  long IGNORED_LABEL = -100;

  /**
   * Scores of every token of the vocabulary at every place.
   *
   * @return [B, L, V]
   */
  Tensor logits(TokenBatch batch, ForwardContext context);

  /**
   * Scores for sequences of one length.
   *
   * @param inputIds [B, L], int64
   * @return [B, L, V]
   */
  default Tensor logits(Tensor inputIds, ForwardContext context) {
    return logits(TokenBatch.of(inputIds), context);
  }

  /**
   * The mean cross-entropy of the labels that are not {@link #IGNORED_LABEL}, in nats. A batch in
   * several parts has the mean of the parts' means, as in the paper's code, which is that of all
   * its labels where the parts have as many.
   *
   * @param labels [B, L], int64: what the model is to say at each place; those of padding must be
   *     ignored ones
   * @throws IllegalArgumentException if there is no place to take the mean over: no label, or, of a
   *     decoder, sequences of one token
   */
  Tensor loss(TokenBatch batch, Tensor labels, ForwardContext context);

  /**
   * The same of scores that are known already.
   *
   * @param logits [B, L, V], of any computation of the model
   * @param labels [B, L], int64
   */
  Tensor crossEntropy(Tensor logits, Tensor labels);

  @Override
  default Tensor blankPass(int samples, int length, ForwardContext context) {
    Tensor ids = Tensors.zeros(ScalarType.Long, samples, length);
    Tensor labels = Tensors.zeros(ScalarType.Long, samples, length);
    return loss(ids, labels, context);
  }

  @Override
  default Tensor blankOutput(int samples, int length, ForwardContext context) {
    return logits(Tensors.zeros(ScalarType.Long, samples, length), context);
  }

  /**
   * The loss for sequences of one length.
   *
   * @param inputIds [B, L], int64
   * @param labels [B, L], int64
   */
  default Tensor loss(Tensor inputIds, Tensor labels, ForwardContext context) {
    return loss(TokenBatch.of(inputIds), labels, context);
  }
}
