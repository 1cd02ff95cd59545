package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.tensor.Parameters;

/** A transformer that turns tokens into vectors. Axes: B sequences of L tokens, width D. */
public sealed interface TokenModel extends AutoCloseable permits BertEncoder, LanguageModel {
  /** What is trained, under Hugging Face's names. */
  Parameters parameters();

  /**
   * The last hidden state, as Hugging Face's model without a head returns it. That of a padding
   * token means nothing.
   *
   * @return [B, L, D]
   */
  Tensor hiddenStates(TokenBatch batch, ForwardContext context);

  /** The module outputs over which outliers are measured, in the order of the network. */
  List<String> outlierProbePoints();

  @Override
  default void close() {
    parameters().close();
  }
}
