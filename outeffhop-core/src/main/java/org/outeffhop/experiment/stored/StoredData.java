package org.outeffhop.experiment.stored;

import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.LanguageModelling;

/**
 * What stored models are measured on, where it is not to be what they were trained on and how their
 * comparison measured.
 *
 * @param documents which of a text are measured on; the others are calibrated on
 * @param builtinSeries the series that come with the project
 * @param split how the series are divided; empty: by shares
 * @param batchSize samples in a batch of text or images
 * @param batches of held-out text
 * @param calibrationBatches of training data from which ranges come
 * @param length tokens in a sequence
 */
public record StoredData(
    Optional<TextCorpus> text,
    DocumentSplit documents,
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

  /** What a model was trained on, measured as its comparison did. */
  public static StoredData own(TimeSeries builtinSeries) {
    return new StoredData(
        Optional.empty(),
        LanguageModelling.SPLIT,
        Optional.empty(),
        Optional.empty(),
        builtinSeries,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** The same on a text, divided in this way. */
  public StoredData withText(TextCorpus corpus, DocumentSplit parts) {
    return new StoredData(
        Optional.of(corpus),
        parts,
        images,
        series,
        builtinSeries,
        split,
        batchSize,
        batches,
        calibrationBatches,
        length);
  }

  /** The same on images. */
  public StoredData withImages(ImageSource source) {
    return new StoredData(
        text,
        documents,
        Optional.of(source),
        series,
        builtinSeries,
        split,
        batchSize,
        batches,
        calibrationBatches,
        length);
  }

  /** The same on series, divided as asked or else by shares. */
  public StoredData withSeries(Optional<TimeSeries> given, Optional<SeriesSplit> parts) {
    return new StoredData(
        text,
        documents,
        images,
        given,
        builtinSeries,
        parts,
        batchSize,
        batches,
        calibrationBatches,
        length);
  }

  /**
   * The same in other amounts; what is empty is as the comparison has it.
   *
   * @throws IllegalArgumentException naming one that is below 1
   */
  public StoredData withAmounts(
      OptionalInt batch, OptionalInt measured, OptionalInt calibrating, OptionalInt tokens) {
    return new StoredData(
        text,
        documents,
        images,
        series,
        builtinSeries,
        split,
        batch,
        measured,
        calibrating,
        tokens);
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
