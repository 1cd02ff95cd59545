package org.outeffhop.experiment;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.Masking;
import org.outeffhop.data.Masking.MaskedBatch;
import org.outeffhop.data.TextDataset;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.tensor.Tensors;

/** Batches of text for a model: what it reads at a step, and its loss there. */
final class TextTask {
  private static final double MASKED = 0.15;
  private static final long EVALUATION_SEED = 20240404;

  private final ModelKind kind;
  private final TextDataset data;
  private final int batchSize;
  private final long seed;
  private final BlockSampler training;
  private final BlockSampler evaluation;

  TextTask(ModelKind kind, TextDataset data, int batchSize, long seed) {
    this.kind = kind;
    this.data = data;
    this.batchSize = batchSize;
    this.seed = seed;
    training = new BlockSampler(data.training().count(), batchSize, seed);
    evaluation = new BlockSampler(data.evaluation().count(), batchSize, EVALUATION_SEED);
  }

  /** The loss of a training step's batch. */
  Tensor trainingLoss(LanguageModel model, long step, ForwardContext context) {
    return loss(model, data.training(), training.indices(step), seed * 1_000_003 + step, context);
  }

  /** The loss of an evaluation batch; the same for every run. */
  Tensor evaluationLoss(LanguageModel model, long batch, ForwardContext context) {
    return loss(
        model, data.evaluation(), evaluation.indices(batch), EVALUATION_SEED + batch, context);
  }

  private Tensor loss(
      LanguageModel model,
      TokenBlocks blocks,
      int[] chosen,
      long maskSeed,
      ForwardContext context) {
    int[] ids = blocks.batch(chosen);
    MaskedBatch batch =
        kind == ModelKind.BERT
            ? Masking.apply(ids, MASKED, data.specials(), data.vocabularySize(), maskSeed)
            : new MaskedBatch(ids, ids);
    Tensor inputIds = Tensors.ofIndices(batch.inputIds(), batchSize, blocks.blockLength());
    Tensor labels = Tensors.ofIndices(batch.labels(), batchSize, blocks.blockLength());
    return model.loss(inputIds, labels, context);
  }
}
