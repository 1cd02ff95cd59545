package org.outeffhop.conversion;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.training.TrainingConfig;

/**
 * How a student is trained: loss = distance to the teacher + penalty * what activations exceed the
 * threshold by, see {@link ActivationPenalty}.
 *
 * @param penalty weight of the penalty; 0: none
 * @param threshold what an activation may be without penalty
 * @param weightLimit what a matrix's weights may be before training, as a multiple of their root
 *     mean square, see {@link WeightLimit}; 0: anything
 * @param cosineWeight weight of the embeddings' part in a sentence encoder's distance
 * @param layerWeight weight of the hidden states between layers in a sentence encoder's distance
 * @param quantizedSteps the last steps, in which the student is fake-quantized now and then; 0:
 *     none
 * @param quantizedEvery of those, every such step is quantized, the last one among them; the others
 *     keep the student faithful in full precision. 1: all are
 * @param calibrationInterval steps from one calibration of its ranges to the next
 * @param batchSize texts, blocks or images in a step
 * @param training the optimiser's settings
 */
public record ConversionConfig(
    double penalty,
    double threshold,
    double weightLimit,
    double cosineWeight,
    double layerWeight,
    long quantizedSteps,
    long quantizedEvery,
    long calibrationInterval,
    int batchSize,
    TrainingConfig training) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ConversionConfig {
    requireNotNegative("penalty", penalty);
    require(threshold > 0, "threshold", threshold, "above 0");
    requireNotNegative("weight_limit", weightLimit);
    requireNotNegative("cosine_weight", cosineWeight);
    requireNotNegative("layer_weight", layerWeight);
    require(
        quantizedSteps >= 0 && quantizedSteps <= training.steps(),
        "quantized_steps",
        quantizedSteps,
        "from 0 to steps, " + training.steps());
    require(quantizedEvery >= 1, "quantized_every", quantizedEvery, "at least 1");
    require(calibrationInterval >= 1, "calibration_interval", calibrationInterval, "at least 1");
    require(batchSize >= 1, "batch_size", batchSize, "at least 1");
  }

  private static void requireNotNegative(String field, double value) {
    require(value >= 0 && Double.isFinite(value), field, value, "0 or above");
  }

  private static void require(boolean right, String field, Number value, String range) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + range);
    }
  }

  /** The same with other settings of the optimiser; the same share of the steps is quantized. */
  public ConversionConfig withTraining(TrainingConfig other) {
    long quantized = Math.round((double) quantizedSteps * other.steps() / training.steps());
    return new ConversionConfig(
        penalty,
        threshold,
        weightLimit,
        cosineWeight,
        layerWeight,
        quantized,
        quantizedEvery,
        calibrationInterval,
        batchSize,
        other);
  }

  /** The same with another batch. */
  public ConversionConfig withBatchSize(int size) {
    return new ConversionConfig(
        penalty,
        threshold,
        weightLimit,
        cosineWeight,
        layerWeight,
        quantizedSteps,
        quantizedEvery,
        calibrationInterval,
        size,
        training);
  }

  /** The same with another number of quantized steps. */
  public ConversionConfig withQuantizedSteps(long steps) {
    return new ConversionConfig(
        penalty,
        threshold,
        weightLimit,
        cosineWeight,
        layerWeight,
        steps,
        quantizedEvery,
        calibrationInterval,
        batchSize,
        training);
  }

  /** Whether a step, counted from 0, is one of a quantized student. */
  public boolean isQuantized(long step) {
    long left = training.steps() - 1 - step;
    return left < quantizedSteps && left % quantizedEvery == 0;
  }

  /** By name, as in files. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("penalty", penalty);
    map.put("threshold", threshold);
    map.put("weight_limit", weightLimit);
    map.put("cosine_weight", cosineWeight);
    map.put("layer_weight", layerWeight);
    map.put("quantized_steps", quantizedSteps);
    map.put("quantized_every", quantizedEvery);
    map.put("calibration_interval", calibrationInterval);
    map.put("batch_size", batchSize);
    map.putAll(training.asMap());
    return map;
  }
}
