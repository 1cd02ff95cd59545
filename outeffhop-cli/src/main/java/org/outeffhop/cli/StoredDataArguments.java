package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.task.LanguageModelling;
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
          "Text of language models: files or folders (.txt, .jsonl), or 'builtin', WordNet's glosses and examples; ranges "
              + "come from the part that 'compare' trains on, quality from the 5%% that it holds out (default: builtin, where "
              + "the model was trained on it).")
  private List<String> text = List.of();

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description = "Images of vit, as 'compare' takes them (default: as --data).")
  private Path images;

  @Option(
      names = "--series",
      paramLabel = "FILE",
      description = "Series of stanhop, as 'compare' takes them (default: as --data).")
  private Path series;

  @Mixin private SeriesOptions parts;

  @Option(
      names = "--calibration-batches",
      description = "Batches from which ranges come (default: as the run's comparison, or 16).")
  private Integer calibrationBatches;

  @Option(
      names = "--batches",
      description =
          "Batches of text that are measured (default: as the run's comparison, or 16); images and series are measured "
              + "whole.")
  private Integer batches;

  @Option(
      names = "--batch",
      description = "Sequences or images in a batch (default: as the run's comparison, or 16).")
  private Integer batch;

  @Option(
      names = "--length",
      description =
          "Tokens in a sequence (default: as the run's comparison, or the model's longest, but at most 128).")
  private Integer length;

  /** What was given; what cannot be is an error of usage. */
  StoredData read(CommandSpec spec) throws IOException {
    Optional<TextCorpus> corpus =
        text.isEmpty() ? Optional.empty() : Optional.of(TextArguments.corpus(text));
    Optional<ImageSource> pictures =
        images == null ? Optional.empty() : Optional.of(ImageSource.of(images));
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

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
