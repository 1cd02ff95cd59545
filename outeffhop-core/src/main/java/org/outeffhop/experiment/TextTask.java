package org.outeffhop.experiment;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.TextDataset;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.training.Objective;

/** A model and its text: what it reads at a step, and its loss there. */
final class TextTask {
  /** Decides the order of evaluation and what BERT is to find in it. */
  static final long EVALUATION_SEED = 20240404;

  private final RunSpec spec;
  private final TextDataset data;
  private final LanguageModel model;
  private final BatchLoss loss;
  private final int batchSize;
  private final BlockSampler training;
  private final BlockSampler calibration;
  private final BlockSampler evaluation;

  TextTask(RunSpec spec, TextDataset data, LanguageModel model, Device device) {
    this.spec = spec;
    this.data = data;
    this.model = model;
    loss = new BatchLoss(data.specials(), data.vocabularySize(), device);
    batchSize = spec.recipe().microBatchSize();
    training = new BlockSampler(data.training().count(), batchSize, spec.seed());
    int measured = spec.evaluation().batchSize();
    calibration = new BlockSampler(data.training().count(), measured, EVALUATION_SEED);
    evaluation = new BlockSampler(data.evaluation().count(), measured, EVALUATION_SEED);
  }

  /** What training minimises: the loss of micro-batch after micro-batch. */
  Objective objective(ForwardContext context) {
    int microBatches = spec.recipe().training().gradientAccumulationSteps();
    long tokens = (long) batchSize * data.training().blockLength();
    return new Objective() {
      @Override
      public Tensor loss(long step, int microBatch) {
        return trainingLoss(step * microBatches + microBatch, context);
      }

      @Override
      public long tokensPerMicroBatch() {
        return tokens;
      }
    };
  }

  /** The loss of a batch of training text, for calibration; the same for every run. */
  Tensor calibrationLoss(long batch, ForwardContext context) {
    return loss(data.training(), calibration.indices(batch), EVALUATION_SEED + batch, context);
  }

  /** The loss of an evaluation batch; the same for every run. */
  Tensor evaluationLoss(long batch, ForwardContext context) {
    return loss(data.evaluation(), evaluation.indices(batch), EVALUATION_SEED + batch, context);
  }

  private Tensor trainingLoss(long batch, ForwardContext context) {
    long maskSeed = spec.seed() * 1_000_003 + batch;
    return loss(data.training(), training.indices(batch), maskSeed, context);
  }

  private Tensor loss(TokenBlocks blocks, int[] chosen, long maskSeed, ForwardContext context) {
    return loss.of(model, blocks, chosen, maskSeed, context);
  }
}
