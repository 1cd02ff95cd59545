package org.outeffhop.experiment.convert;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Sentences;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.TokenModel;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;

/**
 * A model's embeddings of held-out texts against the originals'; the quality is the mean cosine.
 *
 * @param training texts from which ranges come
 * @param calibrating batches of them
 * @param heldOut the texts that are embedded
 * @param originals their original embeddings, [N, D]
 */
record EmbeddingMeasurement(
    TokenModel model,
    Sentences training,
    int calibrating,
    SentenceEmbeddings heldOut,
    Tensor originals)
    implements MeasuredTask<Quality> {
  private static final long CALIBRATION_SEED = 20240404;
  private static final int CALIBRATION_BATCH = 16;

  @Override
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public void calibrate(ForwardContext context) {
    for (int batch = 0; batch < calibrating; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        int[] chosen = training.draw(CALIBRATION_SEED, batch, CALIBRATION_BATCH);
        model.hiddenStates(SentenceEmbeddings.batch(training, chosen), context);
      }
      heldOut.afterBatch().run();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return Fidelity.of(heldOut.of(model, context), originals.narrow(0, 0, heldOut.count()))
          .quality();
    }
  }
}
