package org.outeffhop.experiment.text;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Sentences;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
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
record SentenceTask(
    BertEncoder model,
    Sentences training,
    int calibrating,
    SentenceEmbeddings heldOut,
    Tensor originals)
    implements ExecutableTask {

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
        int[] chosen = training.draw(TextRecipe.EVALUATION_SEED, batch, heldOut.batchSize());
        model.hiddenStates(TokenBatch.of(SentenceEmbeddings.ids(training, chosen)), context);
      }
      heldOut.afterBatch().run();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return quality(heldOut.of(model, context));
    }
  }

  @Override
  public Quality evaluate(UnaryOperator<Tensor> hiddenStates) {
    try (TensorScope scope = TensorScope.open()) {
      return quality(heldOut.of(hiddenStates));
    }
  }

  private Quality quality(Tensor embeddings) {
    return Fidelity.of(embeddings, originals.narrow(0, 0, heldOut.count())).quality();
  }
}
