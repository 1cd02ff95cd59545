package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/**
 * exp(z_mu) / (exp(s_h) + sum_nu exp(z_nu)) with a trained logit s_h for every head; Softmax1 is
 * s_h = 0, not trained.
 *
 * @param logits [H]
 */
public record LearnedSink(Tensor logits) implements SinkSoftmax {
  public LearnedSink {
    if (logits.dim() != 1) {
      throw new IllegalArgumentException(
          "sink logits have " + logits.dim() + " axes; they need one, [heads]");
    }
  }

  @Override
  public Tensor sinkLogit(Tensor like) {
    return logits.reshape(-1, 1, 1);
  }
}
