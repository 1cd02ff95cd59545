package org.outeffhop.experiment.text;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Masking;
import org.outeffhop.data.Masking.MaskedBatch;
import org.outeffhop.data.SpecialTokens;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.model.Bert;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;

/** The loss of a model on some blocks of a text, of which BERT's are masked. */
public record BatchLoss(SpecialTokens specials, int vocabularySize, Device device) {
  private static final double MASKED = 0.15;

  /**
   * The mean cross-entropy in nats.
   *
   * @param chosen the blocks
   * @param maskSeed decides which tokens are masked
   */
  public Tensor of(
      LanguageModel model,
      TokenBlocks blocks,
      int[] chosen,
      long maskSeed,
      ForwardContext context) {
    MaskedBatch batch = batch(model, blocks, chosen, maskSeed);
    return model.loss(
        onDevice(batch.inputIds(), chosen.length),
        onDevice(batch.labels(), chosen.length),
        context);
  }

  /**
   * The same of another computation of the model.
   *
   * @param logits from tokens, [blocks, tokens], to scores, [blocks, tokens, V]
   */
  public Tensor of(
      LanguageModel model,
      TokenBlocks blocks,
      int[] chosen,
      long maskSeed,
      UnaryOperator<Tensor> logits) {
    MaskedBatch batch = batch(model, blocks, chosen, maskSeed);
    Tensor scores = logits.apply(onDevice(batch.inputIds(), chosen.length));
    return model.crossEntropy(scores, onDevice(batch.labels(), chosen.length));
  }

  /** What the model is given, without labels: [blocks, tokens]. */
  public Tensor inputs(TokenModel model, TokenBlocks blocks, int[] chosen, long maskSeed) {
    return onDevice(batch(model, blocks, chosen, maskSeed).inputIds(), chosen.length);
  }

  private MaskedBatch batch(TokenModel model, TokenBlocks blocks, int[] chosen, long maskSeed) {
    int[] ids = blocks.batch(chosen);
    return model instanceof Bert || model instanceof BertEncoder
        ? Masking.apply(ids, MASKED, specials, vocabularySize, maskSeed)
        : new MaskedBatch(ids, ids);
  }

  private Tensor onDevice(int[] values, int sequences) {
    return Engine.to(Tensors.ofIndices(values, sequences, values.length / sequences), device);
  }
}
