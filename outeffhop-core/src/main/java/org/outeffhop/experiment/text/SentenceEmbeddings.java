package org.outeffhop.experiment.text;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Sentences;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Embeddings of the first texts: the mean of the last hidden states, of length 1.
 *
 * @param count texts
 * @param batchSize texts in a batch, at most
 * @param afterBatch told after each
 */
public record SentenceEmbeddings(Sentences texts, int count, int batchSize, Runnable afterBatch) {
  private static final long[] TOKENS = {1};
  private static final double LEAST_NORM = 1e-12;

  /** A model's, [count, D]. */
  public Tensor of(TokenModel model, ForwardContext context) {
    return of(ids -> model.hiddenStates(TokenBatch.of(ids), context));
  }

  /**
   * Those of any computation.
   *
   * @param hiddenStates from tokens, [B, L], to last hidden states, [B, L, D]
   */
  public Tensor of(UnaryOperator<Tensor> hiddenStates) {
    try (TensorScope all = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor embeddings = null;
      for (int[] chosen : texts.batches(count, batchSize)) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor hidden = hiddenStates.apply(ids(texts, chosen));
          if (embeddings == null) {
            embeddings = scope.keep(hidden.new_zeros(count, hidden.size(-1)));
          }
          embeddings.index_copy_(0, Tensors.ofIndices(chosen, chosen.length), pooled(hidden));
        }
        afterBatch.run();
      }
      return all.keep(embeddings);
    }
  }

  /** Texts of one length, [B, L]. */
  public static Tensor ids(Sentences texts, int... chosen) {
    int[] ids = texts.ids(chosen);
    return Tensors.ofIndices(ids, chosen.length, ids.length / chosen.length);
  }

  /** The mean over tokens, [B, L, D] to [B, D], of length 1. */
  public static Tensor pooled(Tensor hidden) {
    Tensor mean = hidden.mean(TOKENS, false, null);
    Tensor norm = mean.square().sum(new long[] {-1}, true, null).sqrt();
    return mean.div(norm.clamp_min(Tensors.scalar(LEAST_NORM)));
  }
}
