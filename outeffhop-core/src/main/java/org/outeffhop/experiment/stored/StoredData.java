package org.outeffhop.experiment.stored;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.training.FieldCheck;

/**
 * What stored models are measured on, where it is not to be what they were trained on and how their
 * comparison measured.
 *
 * @param documents which of a text are held out, to be measured on; the others are calibrated on
 * @param builtinSeries the series that come with the project
 * @param split how the series are divided; empty: by shares
 */
public record StoredData(
    Optional<TextCorpus> text,
    DocumentSplit documents,
    Optional<ImageSource> images,
    Optional<TimeSeries> series,
    TimeSeries builtinSeries,
    Optional<SeriesSplit> split,
    Amounts amounts) {

  /** A text alone. */
  public static StoredData of(TextCorpus text, DocumentSplit documents, Amounts amounts) {
    return new StoredData(
        Optional.of(text),
        documents,
        Optional.empty(),
        Optional.empty(),
        null,
        Optional.empty(),
        amounts);
  }

  /**
   * How much; what is empty is as the comparison has it.
   *
   * @param batchSize samples in a batch of text or images
   * @param batches of held-out text
   * @param calibrationBatches of training data from which ranges come
   * @param length tokens in a sequence
   */
  public record Amounts(
      OptionalInt batchSize,
      OptionalInt batches,
      OptionalInt calibrationBatches,
      OptionalInt length) {
    private static final int USUAL = 16;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming one that is below 1
     */
    public Amounts {
      requirePositive("batch", batchSize);
      requirePositive("batches", batches);
      requirePositive("calibration-batches", calibrationBatches);
      requirePositive("length", length);
    }

    private static void requirePositive(String field, OptionalInt value) {
      value.ifPresent(given -> FieldCheck.atLeastOne(field, given));
    }

    /** How much a model is measured on: as asked, as its comparison did, or 16 batches of 16. */
    Evaluation evaluation(StoredRun run) {
      return new Evaluation(
          batchSize.orElseGet(() -> run.size("evaluation_batch_size", USUAL)),
          batches.orElseGet(() -> run.size("evaluation_batches", USUAL)),
          calibrationBatches.orElseGet(() -> run.size("calibration_batches", USUAL)),
          0,
          1,
          0,
          List.of(),
          MeasureDefinition.OURS);
    }
  }
}
