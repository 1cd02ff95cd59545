package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.tensor.Parameters;

/** A transformer over tokens. Axes: B sequences of L tokens, vocabulary V. */
public sealed interface LanguageModel extends AutoCloseable permits Bert, Opt {
  /** The label of a token that the loss leaves out. */
  long IGNORED_LABEL = -100;

  /** What is trained, under Hugging Face's names. */
  Parameters parameters();

  /**
   * Scores of every token of the vocabulary at every place.
   *
   * @param inputIds [B, L], int64
   * @return [B, L, V]
   */
  Tensor logits(Tensor inputIds, ForwardContext context);

  /**
   * The mean cross-entropy of the labels that are not {@link #IGNORED_LABEL}, in nats.
   *
   * @param inputIds [B, L], int64
   * @param labels [B, L], int64: what the model is to say at each place
   */
  Tensor loss(Tensor inputIds, Tensor labels, ForwardContext context);

  /** The module outputs over which outliers are measured, in the order of the network. */
  List<String> outlierProbePoints();

  @Override
  default void close() {
    parameters().close();
  }
}
