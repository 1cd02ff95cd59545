package org.outeffhop.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How to train.
 *
 * @param steps updates of the parameters
 * @param warmupSteps updates over which the learning rate rises to its peak
 * @param schedule the learning rate after the warm-up
 * @param learningRate the peak learning rate
 * @param beta1 AdamW's decay of the mean of the gradients
 * @param beta2 AdamW's decay of the mean of their squares
 * @param epsilon AdamW's term in the denominator
 * @param weightDecay AdamW's decoupled weight decay
 * @param decayLayerNormGains whether the gains of LayerNorm decay too; biases never do
 * @param maxGradNorm gradients together longer than this are shortened to it; 0: never
 * @param gradientAccumulationSteps micro-batches in one update
 */
public record TrainingConfig(
    long steps,
    long warmupSteps,
    Schedule schedule,
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decayLayerNormGains,
    double maxGradNorm,
    int gradientAccumulationSteps) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public TrainingConfig {
    require(steps >= 1, "steps", steps, "at least 1");
    require(
        warmupSteps >= 0 && warmupSteps <= steps,
        "warmupSteps",
        warmupSteps,
        "from 0 to steps, " + steps);
    Objects.requireNonNull(schedule, "schedule is missing");
    require(positive(learningRate), "learningRate", learningRate, "above 0");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "from 0 to below 1");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "from 0 to below 1");
    require(positive(epsilon), "epsilon", epsilon, "above 0");
    require(notNegative(weightDecay), "weightDecay", weightDecay, "0 or above");
    require(notNegative(maxGradNorm), "maxGradNorm", maxGradNorm, "0 (no clipping) or above");
    require(
        gradientAccumulationSteps >= 1,
        "gradientAccumulationSteps",
        gradientAccumulationSteps,
        "at least 1");
  }

  /** The same for another number of updates, the warm-up at most as long. */
  public TrainingConfig withSteps(long count) {
    return with(count, Math.min(warmupSteps, Math.max(count, 0)), learningRate);
  }

  /** The same with another warm-up. */
  public TrainingConfig withWarmupSteps(long count) {
    return with(steps, count, learningRate);
  }

  /** The same with another peak learning rate. */
  public TrainingConfig withLearningRate(double rate) {
    return with(steps, warmupSteps, rate);
  }

  private TrainingConfig with(long updates, long warmup, double rate) {
    return new TrainingConfig(
        updates,
        warmup,
        schedule,
        rate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        decayLayerNormGains,
        maxGradNorm,
        gradientAccumulationSteps);
  }

  /**
   * Checks that micro-batches make up a batch.
   *
   * @throws IllegalArgumentException if they do not
   */
  public void requireMicroBatches(int batchSize) {
    if (batchSize < 1 || batchSize % gradientAccumulationSteps != 0) {
      throw new IllegalArgumentException(
          "batch_size is "
              + batchSize
              + " and gradient_accumulation_steps "
              + gradientAccumulationSteps
              + "; the steps must divide the batch");
    }
  }

  /** By name, as in files. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("gradient_accumulation_steps", gradientAccumulationSteps);
    map.put("steps", steps);
    map.put("warmup_steps", warmupSteps);
    map.put("schedule", schedule.toString());
    map.put("learning_rate", learningRate);
    map.put("adam_beta1", beta1);
    map.put("adam_beta2", beta2);
    map.put("adam_epsilon", epsilon);
    map.put("weight_decay", weightDecay);
    map.put("decay_layer_norm_gains", decayLayerNormGains);
    map.put("max_grad_norm", maxGradNorm);
    return map;
  }

  /** The learning rate of an update, counted from 0. */
  public double learningRate(long step) {
    return learningRate * schedule.factor(step, warmupSteps, steps);
  }

  private static boolean positive(double value) {
    return value > 0 && Double.isFinite(value);
  }

  private static boolean notNegative(double value) {
    return value >= 0 && Double.isFinite(value);
  }

  private static void require(boolean right, String field, Number value, String range) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + range);
    }
  }
}
