package org.outeffhop.experiment.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.training.FieldCheck;

/**
 * How much is measured.
 *
 * @param batchSize sequences or images in each of the batches below; ranges and outliers of one
 *     batch depend on it, so it is the same for every recipe
 * @param batches of held-out text for quality and outliers, after training; images and series are
 *     measured on the whole test part
 * @param calibrationBatches of training data from which W8A8's ranges come
 * @param times how often quality and outliers are measured during training
 * @param shortBatches of held-out data for each of those
 * @param every steps from one of those to the next, in place of {@code times}; 0: as often as those
 * @param furtherBits in which quality is measured after training besides W8A8, by the same ranges
 * @param measures whose definitions are measured by after training
 */
public record Evaluation(
    int batchSize,
    int batches,
    int calibrationBatches,
    int times,
    int shortBatches,
    long every,
    List<BitWidths> furtherBits,
    MeasureDefinition measures) {
  private static final int MOST_BATCHES = 1_000_000;

  /**
   * Checks what can be chosen.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public Evaluation {
    FieldCheck.atLeastOne("evaluation_batch_size", batchSize);
    FieldCheck.within("batches", batches, MOST_BATCHES);
    FieldCheck.within("calibration_batches", calibrationBatches, MOST_BATCHES);
    FieldCheck.notNegative("evaluation_interval", every);
    furtherBits = List.copyOf(furtherBits);
  }

  /** Batches of a size, as many to measure on as to calibrate on, and nothing during training. */
  public static Evaluation of(int batches, int batchSize) {
    return new Evaluation(batchSize, batches, batches, 0, 1, 0, List.of(), MeasureDefinition.OURS);
  }

  /** The same with ranges from another number of batches. */
  public Evaluation calibratedOn(int count) {
    return new Evaluation(
        batchSize, batches, count, times, shortBatches, every, furtherBits, measures);
  }

  /** The same with so many measurements during training, each of so many batches. */
  public Evaluation during(int measurements, int batchesOfEach) {
    return new Evaluation(
        batchSize,
        batches,
        calibrationBatches,
        measurements,
        batchesOfEach,
        every,
        furtherBits,
        measures);
  }

  /** What a measurement after training depends on, by name. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("evaluation_batch_size", batchSize);
    map.put("evaluation_batches", batches);
    map.put("calibration_batches", calibrationBatches);
    if (!furtherBits.isEmpty()) {
      map.put("further_bits", furtherBits.stream().map(BitWidths::toString).toList());
    }
    if (measures != MeasureDefinition.OURS) {
      map.put("measures", measures.toString());
    }
    return map;
  }

  /** The same with quality after training in further bits. */
  public Evaluation in(List<BitWidths> bits) {
    return new Evaluation(
        batchSize, batches, calibrationBatches, times, shortBatches, every, bits, measures);
  }

  /** The same measured by other definitions. */
  public Evaluation by(MeasureDefinition definition) {
    return new Evaluation(
        batchSize,
        batches,
        calibrationBatches,
        times,
        shortBatches,
        every,
        furtherBits,
        definition);
  }

  /** The same in batches of another size. */
  public Evaluation withBatchSize(int size) {
    return new Evaluation(
        size, batches, calibrationBatches, times, shortBatches, every, furtherBits, measures);
  }

  /** The same over another number of batches of held-out text. */
  public Evaluation withBatches(int count) {
    return new Evaluation(
        batchSize, count, calibrationBatches, times, shortBatches, every, furtherBits, measures);
  }

  /** The same with so many steps from one measurement during training to the next. */
  public Evaluation everySteps(long steps) {
    return new Evaluation(
        batchSize, batches, calibrationBatches, times, shortBatches, steps, furtherBits, measures);
  }

  /** Steps from one measurement to the next in a training of so many; more than all where none. */
  public long interval(long steps) {
    if (every > 0) {
      return every;
    }
    return times == 0 ? Long.MAX_VALUE : Math.max(1, steps / times);
  }

  /** A measurement as brief as those during training. */
  public Evaluation brief() {
    return withBatches(shortBatches);
  }
}
