package org.outeffhop.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How to train.
 *
 * <pre>{@code
 * TrainingConfig.adamW(200_000, 1e-4).warmup(10_000).betas(0.9, 0.95).weightDecay(0.1)
 * }</pre>
 *
 * @param steps updates of the parameters
 * @param warmupSteps updates over which the learning rate rises to its peak
 * @param schedule the learning rate after the warm-up
 * @param learningRate the peak learning rate
 * @param optimizer what makes the updates
 * @param maxGradNorm gradients together longer than this are shortened to it; 0: never
 * @param gradientAccumulationSteps micro-batches in one update
 */
public record TrainingConfig(
    long steps,
    long warmupSteps,
    Schedule schedule,
    double learningRate,
    OptimizerConfig optimizer,
    double maxGradNorm,
    int gradientAccumulationSteps) {
  private static final long MOST_STEPS = 1_000_000_000_000L;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public TrainingConfig {
    FieldCheck.within("steps", steps, MOST_STEPS);
    FieldCheck.require(
        warmupSteps >= 0 && warmupSteps <= steps,
        "warmup_steps",
        warmupSteps,
        "from 0 to steps, " + steps);
    Objects.requireNonNull(schedule, "schedule is missing");
    FieldCheck.positive("learning_rate", learningRate);
    Objects.requireNonNull(optimizer, "optimizer is missing");
    FieldCheck.require(
        maxGradNorm >= 0 && Double.isFinite(maxGradNorm),
        "max_grad_norm",
        maxGradNorm,
        "0 (no clipping) or above");
    FieldCheck.require(
        gradientAccumulationSteps >= 1,
        "gradientAccumulationSteps",
        gradientAccumulationSteps,
        "at least 1");
  }

  /**
   * Training by an optimizer. The rest is what Hugging Face's {@code TrainingArguments} take: no
   * warm-up, a linear schedule, gradients shortened to 1, and one micro-batch in an update.
   *
   * @param learningRate the peak learning rate
   */
  public static TrainingConfig of(long steps, double learningRate, OptimizerConfig optimizer) {
    return new TrainingConfig(steps, 0, Decay.LINEAR, learningRate, optimizer, 1, 1);
  }

  /** Training by AdamW with {@link AdamW.Config#DEFAULT}; the rest as {@link #of}. */
  public static TrainingConfig adamW(long steps, double learningRate) {
    return of(steps, learningRate, AdamW.Config.DEFAULT);
  }

  /** The same for another number of updates, the warm-up at most as long. */
  public TrainingConfig steps(long count) {
    return new TrainingConfig(
        count,
        Math.min(warmupSteps, Math.max(count, 0)),
        schedule,
        learningRate,
        optimizer,
        maxGradNorm,
        gradientAccumulationSteps);
  }

  /** The same with another warm-up, counted in updates. */
  public TrainingConfig warmup(long count) {
    return new TrainingConfig(
        steps, count, schedule, learningRate, optimizer, maxGradNorm, gradientAccumulationSteps);
  }

  /** The same with another schedule. */
  public TrainingConfig schedule(Schedule other) {
    return new TrainingConfig(
        steps, warmupSteps, other, learningRate, optimizer, maxGradNorm, gradientAccumulationSteps);
  }

  /** The same with another peak learning rate. */
  public TrainingConfig learningRate(double rate) {
    return new TrainingConfig(
        steps, warmupSteps, schedule, rate, optimizer, maxGradNorm, gradientAccumulationSteps);
  }

  /** The same with another optimizer. */
  public TrainingConfig optimizer(OptimizerConfig other) {
    return new TrainingConfig(
        steps, warmupSteps, schedule, learningRate, other, maxGradNorm, gradientAccumulationSteps);
  }

  /** The same with gradients shortened to another norm; 0: never. */
  public TrainingConfig maxGradNorm(double norm) {
    return new TrainingConfig(
        steps, warmupSteps, schedule, learningRate, optimizer, norm, gradientAccumulationSteps);
  }

  /** The same with another number of micro-batches in an update. */
  public TrainingConfig accumulate(int microBatches) {
    return new TrainingConfig(
        steps, warmupSteps, schedule, learningRate, optimizer, maxGradNorm, microBatches);
  }

  /** The same with AdamW's betas. */
  public TrainingConfig betas(double first, double second) {
    return optimizer(adamW().betas(first, second));
  }

  /** The same with AdamW's epsilon. */
  public TrainingConfig epsilon(double term) {
    return optimizer(adamW().epsilon(term));
  }

  /** The same with AdamW's weight decay. */
  public TrainingConfig weightDecay(double decay) {
    return optimizer(adamW().weightDecay(decay));
  }

  /** The same with or without AdamW's decay of LayerNorm's gains. */
  public TrainingConfig decayLayerNormGains(boolean decays) {
    return optimizer(adamW().decayLayerNormGains(decays));
  }

  private AdamW.Config adamW() {
    if (optimizer instanceof AdamW.Config settings) {
      return settings;
    }
    throw new IllegalStateException(
        "the optimizer is "
            + optimizer
            + "; betas, epsilon, weight decay and that of gains are set here for AdamW alone");
  }

  /**
   * Checks that micro-batches make up a batch.
   *
   * @throws IllegalArgumentException if they do not
   */
  public void requireMicroBatches(int batchSize) {
    FieldCheck.atLeastOne("batch_size", batchSize);
    if (batchSize % gradientAccumulationSteps != 0) {
      throw new IllegalArgumentException(
          "batch_size is %d and gradient_accumulation_steps %d; the steps must divide the batch"
              .formatted(batchSize, gradientAccumulationSteps));
    }
  }

  /** By name, as in files. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("gradient_accumulation_steps", gradientAccumulationSteps);
    map.put("steps", steps);
    map.put("warmup_steps", warmupSteps);
    map.put("schedule", schedule.asText());
    map.put("learning_rate", learningRate);
    map.putAll(optimizer.asMap());
    map.put("max_grad_norm", maxGradNorm);
    return map;
  }

  /** The learning rate of an update, counted from 0. */
  public double learningRateAt(long step) {
    return learningRate * schedule.factor(step, warmupSteps, steps);
  }
}
