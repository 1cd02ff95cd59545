package org.outeffhop.conversion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.training.FieldCheck;
import org.outeffhop.training.TrainingConfig;

/**
 * How a student is trained: loss = distance to the teacher + penalty * what activations exceed the
 * threshold by, see {@link ActivationPenalty}.
 *
 * <pre>{@code
 * ConversionConfig.of(TrainingConfig.adamW(800, 2e-4)).penalty(0.02).threshold(4).batchSize(16)
 * }</pre>
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
 * @param range how ranges of activations follow from batches, in training and in measuring; empty:
 *     as a comparison has it for the kind of model
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
    Optional<RangeEstimator> range,
    int batchSize,
    TrainingConfig training) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ConversionConfig {
    FieldCheck.notNegative("penalty", penalty);
    FieldCheck.require(threshold > 0, "threshold", threshold, "above 0");
    FieldCheck.notNegative("weight_limit", weightLimit);
    FieldCheck.notNegative("cosine_weight", cosineWeight);
    FieldCheck.notNegative("layer_weight", layerWeight);
    FieldCheck.require(
        quantizedSteps >= 0 && quantizedSteps <= training.steps(),
        "quantized_steps",
        quantizedSteps,
        "from 0 to steps, " + training.steps());
    FieldCheck.require(quantizedEvery >= 1, "quantized_every", quantizedEvery, "at least 1");
    FieldCheck.require(
        calibrationInterval >= 1, "calibration_interval", calibrationInterval, "at least 1");
    training.requireMicroBatches(batchSize);
  }

  /**
   * What {@code outeffhop convert} does: penalty 0.02 above 4, weights cut to 4 times their root
   * mean square, embeddings and layers of a sentence encoder weighted by 1, every second one of the
   * later half of the steps quantized, with ranges calibrated every 25 steps, and batches of 16.
   */
  public static ConversionConfig of(TrainingConfig training) {
    return new Values(training).config();
  }

  /** The same with another weight of the penalty. */
  public ConversionConfig penalty(double weight) {
    return with(values -> values.penalty = weight);
  }

  /** The same with another threshold of activations. */
  public ConversionConfig threshold(double most) {
    return with(values -> values.threshold = most);
  }

  /** The same with another limit of weights. */
  public ConversionConfig weightLimit(double multiple) {
    return with(values -> values.weightLimit = multiple);
  }

  /** The same with another weight of the embeddings. */
  public ConversionConfig cosineWeight(double weight) {
    return with(values -> values.cosineWeight = weight);
  }

  /** The same with another weight of the hidden states. */
  public ConversionConfig layerWeight(double weight) {
    return with(values -> values.layerWeight = weight);
  }

  /** The same with another number of last steps in which the student is quantized. */
  public ConversionConfig quantizedSteps(long steps) {
    return with(values -> values.quantizedSteps = steps);
  }

  /** The same with another distance between those that are. */
  public ConversionConfig quantizedEvery(long steps) {
    return with(values -> values.quantizedEvery = steps);
  }

  /** The same with another number of steps between calibrations. */
  public ConversionConfig calibrationInterval(long steps) {
    return with(values -> values.calibrationInterval = steps);
  }

  /** The same with ranges of activations by another estimator. */
  public ConversionConfig range(RangeEstimator estimator) {
    return with(values -> values.range = Optional.of(estimator));
  }

  /**
   * How the student is quantized.
   *
   * @param own as a comparison quantizes the kind of model
   */
  public QuantizationConfig quantization(QuantizationConfig own) {
    return range.map(own::withRange).orElse(own);
  }

  /** The same with another batch. */
  public ConversionConfig batchSize(int size) {
    return training(training, size);
  }

  /**
   * The same with other settings of the optimiser and another batch; the same share of the steps is
   * quantized.
   */
  public ConversionConfig training(TrainingConfig other, int size) {
    long quantized = Math.round((double) quantizedSteps * other.steps() / training.steps());
    return with(
        values -> {
          values.training = other;
          values.quantizedSteps = quantized;
          values.batchSize = size;
        });
  }

  private ConversionConfig with(Consumer<Values> change) {
    Values values = new Values(this);
    change.accept(values);
    return values.config();
  }

  /** The values by name while some of them change. */
  private static final class Values {
    private double penalty = 0.02;
    private double threshold = 4;
    private double weightLimit = 4;
    private double cosineWeight = 1;
    private double layerWeight = 1;
    private long quantizedSteps;
    private long quantizedEvery = 2;
    private long calibrationInterval = 25;
    private Optional<RangeEstimator> range = Optional.empty();
    private int batchSize = 16;
    private TrainingConfig training;

    Values(TrainingConfig training) {
      this.training = training;
      quantizedSteps = training.steps() / 2;
    }

    Values(ConversionConfig config) {
      penalty = config.penalty;
      threshold = config.threshold;
      weightLimit = config.weightLimit;
      cosineWeight = config.cosineWeight;
      layerWeight = config.layerWeight;
      quantizedSteps = config.quantizedSteps;
      quantizedEvery = config.quantizedEvery;
      calibrationInterval = config.calibrationInterval;
      range = config.range;
      batchSize = config.batchSize;
      training = config.training;
    }

    ConversionConfig config() {
      return new ConversionConfig(
          penalty,
          threshold,
          weightLimit,
          cosineWeight,
          layerWeight,
          quantizedSteps,
          quantizedEvery,
          calibrationInterval,
          range,
          batchSize,
          training);
    }
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
    range.ifPresent(estimator -> map.put("range", estimator.asText()));
    map.put("batch_size", batchSize);
    map.putAll(training.asMap());
    return map;
  }
}
