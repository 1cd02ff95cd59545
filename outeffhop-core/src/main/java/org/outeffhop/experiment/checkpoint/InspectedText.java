package org.outeffhop.experiment.checkpoint;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.EncodedText;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.text.BatchLoss;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A checkpoint's model and a text; the quality is perplexity, which a model without a head lacks.
 */
record InspectedText(
    TokenModel model,
    EncodedText text,
    int batches,
    int batchSize,
    Device device,
    Progress progress)
    implements MeasuredTask<OptionalDouble> {
  @Override
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  /** There is nothing to calibrate on: an inspection is in full precision. */
  @Override
  public void calibrate(ForwardContext context) {}

  @Override
  public OptionalDouble evaluate(ForwardContext context) {
    BlockSampler sampler =
        new BlockSampler(text.blocks().count(), batchSize, TextRecipe.EVALUATION_SEED);
    double sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        sum += loss(sampler.indices(batch), TextRecipe.EVALUATION_SEED + batch, context);
      }
      progress.update("measuring", batch + 1, batches);
    }
    return model instanceof LanguageModel
        ? OptionalDouble.of(Math.exp(sum / batches))
        : OptionalDouble.empty();
  }

  private double loss(int[] chosen, long maskSeed, ForwardContext context) {
    BatchLoss loss = new BatchLoss(text.specials(), text.vocabularySize(), device);
    if (model instanceof LanguageModel language) {
      return Tensors.item(loss.of(language, text.blocks(), chosen, maskSeed, context));
    }
    model.hiddenStates(TokenBatch.of(loss.inputs(model, text.blocks(), chosen, maskSeed)), context);
    return 0;
  }
}
