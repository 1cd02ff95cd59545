package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.series.TimeSeries;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What stored models are calibrated and measured on. */
final class StoredDataArguments {
  @Option(
      names = "--data",
      split = ",",
      paramLabel = "FILES",
      description =
          "Text for language models: "
              + OptionText.TEXT
              + ". Ranges are calibrated on the part that 'compare' trains on and quality is measured on "
              + "the 5%% that it holds out (default: the one of these that the model was trained on).")
  private List<String> text = List.of();

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Images for vit, in the formats of 'compare', or 'builtin' for the built-in handwritten "
              + "digits (default: as for --data, builtin if the model was trained on them).")
  private String images;

  @Option(
      names = "--series",
      paramLabel = "FILE",
      description =
          "Series for stanhop, in the format of 'compare', or 'builtin' for the generated Lorenz-96 "
              + "system (default: as for --data, builtin if the model was trained on it).")
  private String series;

  @Mixin private SeriesOptions parts;

  @Option(
      names = "--calibration-batches",
      description =
          "Number of batches that ranges are calibrated on (default: as in the run's comparison, or "
              + "16).")
  private Integer calibrationBatches;

  @Option(
      names = "--batches",
      description =
          "Number of batches of text to measure on (default: as in the run's comparison, or 16). "
              + "Images and series are measured in full.")
  private Integer batches;

  @Option(
      names = "--batch",
      description =
          "Batch size: sequences or images per batch (default: as in the run's comparison, or 16).")
  private Integer batch;

  @Option(
      names = "--length",
      description =
          "Tokens per sequence (default: as in the run's comparison; otherwise 128, or the model's "
              + "maximum if that is less).")
  private Integer length;

  /**
   * What was given; what cannot be, or is for none of the models of a folder, is an error of usage.
   */
  StoredData read(CommandSpec spec, Path folder) throws IOException {
    if (needsReader()) {
      List<ModelType> models =
          StoredRun.finished(folder).stream()
              .map(model -> CheckpointConfig.read(model).config(Optional.empty()).type())
              .distinct()
              .toList();
      UsageErrors.of(spec, () -> requireReader(models));
    }
    Optional<TextCorpus> corpus =
        text.isEmpty() ? Optional.empty() : Optional.of(DataArguments.corpus(spec, text));
    Optional<ImageSource> pictures =
        images == null ? Optional.empty() : Optional.of(DataArguments.images(images));
    TimeSeries builtin = SeriesOptions.read(null);
    Optional<TimeSeries> values =
        series == null ? Optional.empty() : Optional.of(SeriesOptions.read(series));
    return UsageErrors.of(
        spec,
        () ->
            new StoredData(
                corpus,
                LanguageModelling.SPLIT,
                pictures,
                values,
                builtin,
                parts.split(),
                new StoredData.Amounts(
                    optional(batch),
                    optional(batches),
                    optional(calibrationBatches),
                    optional(length))));
  }

  private boolean needsReader() {
    return !text.isEmpty()
        || images != null
        || series != null
        || parts.areGiven()
        || batches != null
        || length != null;
  }

  private List<ModelType> requireReader(List<ModelType> models) {
    DataKind.TEXT.requireReader(!text.isEmpty(), models, "--data");
    DataKind.TEXT.requireReader(batches != null, models, "--batches");
    DataKind.TEXT.requireReader(length != null, models, "--length");
    DataKind.IMAGES.requireReader(images != null, models, "--images");
    parts.requireReader(models, series);
    return models;
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
