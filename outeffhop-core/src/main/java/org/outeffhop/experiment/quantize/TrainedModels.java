package org.outeffhop.experiment.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.outeffhop.experiment.forecast.StoredForecast;
import org.outeffhop.experiment.image.StoredImages;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.experiment.text.StoredTexts;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Folders;
import org.outeffhop.tensor.JsonFile;
import org.outeffhop.training.RunDirectory;

/** Finds and opens stored models of every kind. */
public final class TrainedModels {
  private static final String CONFIG = "config.json";
  private static final long MAX_BYTES = 1L << 24;

  private final StoredData data;
  private final StoredTexts texts;

  /** Models that will be measured on data. */
  public TrainedModels(StoredData data, Progress progress) {
    this.data = data;
    texts = new StoredTexts(data, progress);
  }

  /**
   * The folders of models: the folder itself, or those of a comparison's finished runs in it.
   *
   * @throws IllegalArgumentException if there are none
   */
  static List<Path> folders(Path folder) throws IOException {
    Folders.require(
        folder, "a run's folder of 'compare', a comparison's, or a checkpoint's is looked for");
    if (isModel(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> runs =
          inside.filter(path -> isModel(path) && RunDirectory.isComplete(path)).sorted().toList();
      if (runs.isEmpty()) {
        throw new IllegalArgumentException(
            folder
                + " holds no model: there is no config.json in it, and no folder of a finished run with config.json and result.json");
      }
      return runs;
    }
  }

  private static boolean isModel(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG));
  }

  /**
   * Opens the model of a folder by its {@code model_type}.
   *
   * @throws IllegalArgumentException if it is damaged, or has no data
   */
  public TrainedModel open(Path folder) throws IOException {
    StoredRun run = StoredRun.read(folder);
    String type =
        JsonFile.readObject(folder.resolve(CONFIG), MAX_BYTES).path("model_type").asText();
    if (type.equals(ModelType.STANHOP.toString())) {
      return StoredForecast.open(run, data);
    }
    Checkpoint checkpoint = Checkpoint.read(folder);
    return checkpoint.config() instanceof LanguageModelConfig
        ? texts.open(run, checkpoint)
        : StoredImages.open(run, checkpoint, data);
  }
}
