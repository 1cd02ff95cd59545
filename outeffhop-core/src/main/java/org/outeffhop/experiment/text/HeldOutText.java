package org.outeffhop.experiment.text;

import java.util.List;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A language model on held-out text; the quality is perplexity. Two models see the same batches in
 * the same order.
 *
 * @param training blocks from which ranges come
 * @param heldOut blocks on which the quality is measured
 * @param batchSize blocks in a batch
 * @param batches of held-out text
 * @param calibrating batches of training text
 */
record HeldOutText(
    LanguageModel model,
    BatchLoss loss,
    TokenBlocks training,
    TokenBlocks heldOut,
    int batchSize,
    int batches,
    int calibrating,
    Runnable afterBatch)
    implements MeasuredTask<Quality> {
  @Override
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return TextQuantization.of(model);
  }

  @Override
  public void calibrate(ForwardContext context) {
    sumOfLosses(training, calibrating, context);
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    return Quality.of(Math.exp(sumOfLosses(heldOut, batches, context) / batches));
  }

  private double sumOfLosses(TokenBlocks blocks, int count, ForwardContext context) {
    BlockSampler sampler = new BlockSampler(blocks.count(), batchSize, TextRecipe.EVALUATION_SEED);
    double sum = 0;
    for (int batch = 0; batch < count; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        long maskSeed = TextRecipe.EVALUATION_SEED + batch;
        sum += Tensors.item(loss.of(model, blocks, sampler.indices(batch), maskSeed, context));
      }
      afterBatch.run();
    }
    return sum;
  }
}
