package org.outeffhop.experiment.run;

import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.TimeSeries;

/**
 * What stored models are measured on, where it is not to be what they were trained on and how their
 * comparison measured.
 *
 * @param builtinSeries the series that come with the project
 * @param split how the series are divided; empty: by shares
 * @param batchSize samples in a batch of text or images
 * @param batches of held-out text
 * @param calibrationBatches of training data from which ranges come
 * @param length tokens in a sequence
 */
public record StoredData(
    Optional<TextCorpus> text,
    Optional<ImageSource> images,
    Optional<TimeSeries> series,
    TimeSeries builtinSeries,
    Optional<SeriesSplit> split,
    OptionalInt batchSize,
    OptionalInt batches,
    OptionalInt calibrationBatches,
    OptionalInt length) {
  private static final int USUAL = 16;

  /** Checks the numbers. */
  public StoredData {
    requirePositive("batch", batchSize);
    requirePositive("batches", batches);
    requirePositive("calibration-batches", calibrationBatches);
    requirePositive("length", length);
  }

  private static void requirePositive(String field, OptionalInt value) {
    if (value.isPresent() && value.getAsInt() < 1) {
      throw new IllegalArgumentException(
          field + " is " + value.getAsInt() + "; it must be at least 1");
    }
  }

  /** How much a model is measured on: as asked, as its comparison did, or 16 batches of 16. */
  public Evaluation evaluation(StoredRun run) {
    return new Evaluation(
        batchSize.orElseGet(() -> run.size("evaluation_batch_size", USUAL)),
        batches.orElseGet(() -> run.size("evaluation_batches", USUAL)),
        calibrationBatches.orElseGet(() -> run.size("calibration_batches", USUAL)),
        0,
        1);
  }
}
