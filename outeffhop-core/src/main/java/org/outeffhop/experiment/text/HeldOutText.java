package org.outeffhop.experiment.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.nn.ForwardContext;
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
    implements ExecutableTask {

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
    sumOfLosses(training, calibrating, inModel(training, context));
  }

  /** The ids of the first sample of held-out text, as the model is given them. */
  int[] firstSample() {
    BlockSampler sampler = new BlockSampler(heldOut.count(), batchSize, TextRecipe.EVALUATION_SEED);
    try (TensorScope scope = TensorScope.open()) {
      Tensor inputs = loss.inputs(model, heldOut, sampler.indices(0), TextRecipe.EVALUATION_SEED);
      return Arrays.stream(Tensors.toLongs(inputs.select(0, 0)))
          .mapToInt(Math::toIntExact)
          .toArray();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    return quality(inModel(heldOut, context));
  }

  @Override
  public Quality evaluate(UnaryOperator<Tensor> logits) {
    return quality((chosen, maskSeed) -> loss.of(model, heldOut, chosen, maskSeed, logits));
  }

  private Quality quality(LossOfBlocks lossOfBlocks) {
    return Quality.of(Math.exp(sumOfLosses(heldOut, batches, lossOfBlocks) / batches));
  }

  /** From chosen blocks and the seed of their masks to their loss. */
  private interface LossOfBlocks {
    Tensor of(int[] chosen, long maskSeed);
  }

  private LossOfBlocks inModel(TokenBlocks blocks, ForwardContext context) {
    return (chosen, maskSeed) -> loss.of(model, blocks, chosen, maskSeed, context);
  }

  private double sumOfLosses(TokenBlocks blocks, int count, LossOfBlocks lossOfBlocks) {
    BlockSampler sampler = new BlockSampler(blocks.count(), batchSize, TextRecipe.EVALUATION_SEED);
    double sum = 0;
    for (int batch = 0; batch < count; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        long maskSeed = TextRecipe.EVALUATION_SEED + batch;
        sum += Tensors.item(lossOfBlocks.of(sampler.indices(batch), maskSeed));
      }
      afterBatch.run();
    }
    return sum;
  }
}
