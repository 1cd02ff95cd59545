package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.outeffhop.experiment.forecast.StoredForecast;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Folders;
import org.outeffhop.tensor.JsonFile;

/** Opens stored models of every kind for export. */
record ExportableModels(ExportOptions options, StoredData data, Progress progress) {
  private static final String CONFIG = "config.json";
  private static final long MAX_BYTES = 1L << 24;
  private static final int NAMED = 5;

  /**
   * Opens the model of a folder by its {@code model_type}.
   *
   * @throws IllegalArgumentException if there is none, it is damaged, or data that it needs are
   *     missing
   */
  ExportedModel open(Path folder) throws IOException {
    requireModel(folder);
    StoredRun run = StoredRun.read(folder);
    String type =
        JsonFile.readObject(folder.resolve(CONFIG), MAX_BYTES).path("model_type").asText();
    if (options.fusedAttention() && !ModelType.of(type).isCausal()) {
      throw new IllegalArgumentException(
          "%s: model_type is %s; fused attention with a cache is for %s"
              .formatted(folder.resolve(CONFIG), type, ModelType.list(ModelType::isCausal)));
    }
    if (type.equals(ModelType.STANHOP.toString())) {
      return series(run);
    }
    Checkpoint checkpoint = Checkpoint.read(folder, options.attention());
    return checkpoint.config() instanceof LanguageModelConfig
        ? new ExportedText(run, checkpoint, options.fusedAttention(), data, progress)
        : ExportedImages.open(run, checkpoint, options, data, progress);
  }

  private ExportedModel series(StoredRun run) {
    AttentionMethod own = ModelConfig.read(run.file(CONFIG)).attention().method();
    options
        .attention()
        .filter(asked -> asked != own)
        .ifPresent(
            asked -> {
              throw new IllegalArgumentException(
                  "%s says attention_method %s, --attention says %s; leave that out"
                      .formatted(run.file(CONFIG), own, asked));
            });
    return new ExportedSeries(run, StoredForecast.open(run, data), data, progress);
  }

  private static void requireModel(Path folder) throws IOException {
    Folders.require(
        folder, "a run's folder of 'compare' or 'forecast' is looked for, or a checkpoint's");
    if (Files.isRegularFile(folder.resolve(CONFIG))) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<String> models =
          inside
              .filter(path -> Files.isRegularFile(path.resolve(CONFIG)))
              .map(path -> path.getFileName().toString())
              .sorted()
              .limit(NAMED)
              .toList();
      throw new IllegalArgumentException(
          folder
              + " holds no model: there is no config.json"
              + (models.isEmpty() ? "" : "; one is in its folders " + String.join(", ", models)));
    }
  }
}
