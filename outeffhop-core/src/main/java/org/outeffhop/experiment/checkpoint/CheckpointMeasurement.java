package org.outeffhop.experiment.checkpoint;

import java.util.OptionalDouble;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.EncodedText;
import org.outeffhop.experiment.result.InspectionResult.Measures;
import org.outeffhop.experiment.result.InspectionResult.Module;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.experiment.text.TokenizerKinds;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;

/**
 * Outliers and perplexity of a checkpoint that has a tokenizer, in full precision on the CPU. With
 * the text, length, batches and batch size of a comparison, its runs give the comparison's numbers.
 */
record CheckpointMeasurement(Checkpoint checkpoint, InspectionText text, Progress progress) {
  Measures run() {
    EncodedText encoded = encoded(length());
    try (Device device = Engine.device("cpu")) {
      MeasuredTask.Full<OptionalDouble> measured =
          new InspectedText(
                  (TokenModel) checkpoint.model(),
                  encoded,
                  text.batches(),
                  text.batchSize(),
                  device,
                  progress)
              .full();
      return measures(encoded, measured);
    }
  }

  private int length() {
    int longest = ((LanguageModelConfig) checkpoint.config()).maxPositionEmbeddings();
    int length = text.length().orElse(Math.min(longest, InspectionText.LENGTH));
    if (length > longest) {
      throw new IllegalArgumentException(
          "length is " + length + "; the model's max_position_embeddings is " + longest);
    }
    return length;
  }

  private EncodedText encoded(int length) {
    return EncodedText.of(
        text.corpus(),
        checkpoint.contents().folder(),
        TokenizerKinds.of(checkpoint.config().type()),
        length,
        text.share(),
        TextRecipe.TEXT_SEED,
        progress);
  }

  private Measures measures(EncodedText encoded, MeasuredTask.Full<OptionalDouble> measured) {
    OutlierSummary outliers = measured.outliers();
    OptionalDouble perplexity = measured.quality();
    return new Measures(
        text.corpus().name(),
        text.share(),
        encoded.blocks().count(),
        text.batches(),
        text.batchSize(),
        encoded.blocks().blockLength(),
        perplexity.isPresent() ? perplexity.getAsDouble() : null,
        outliers.averageKurtosis(),
        outliers.maximumInfinityNorm(),
        outliers.modules().stream()
            .map(m -> new Module(m.module(), m.kurtosis(), m.maximumInfinityNorm()))
            .toList());
  }
}
