package org.outeffhop.training;

/**
 * How a model is trained with AdamW.
 *
 * @param steps optimiser steps
 * @param learningRate the highest
 * @param decayLayerNormGains whether weight decay acts on one-dimensional parameters named {@code
 *     ..norm.weight} too
 * @param maxGradNorm gradients are scaled down to this global norm
 * @param gradientAccumulationSteps batches whose mean gradient makes one step
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

  public TrainingConfig {
    require(steps >= 1, "steps", steps, "at least 1");
    require(
        warmupSteps >= 0 && warmupSteps <= steps,
        "warmup_steps",
        warmupSteps,
        "in 0 .. steps = " + steps);
    require(learningRate > 0, "learning_rate", learningRate, "positive");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
    require(weightDecay >= 0, "weight_decay", weightDecay, "at least 0");
    require(maxGradNorm > 0, "max_grad_norm", maxGradNorm, "positive");
    require(
        gradientAccumulationSteps >= 1,
        "gradient_accumulation_steps",
        gradientAccumulationSteps,
        "at least 1");
  }

  private static void require(boolean right, String field, Number value, String wanted) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + wanted);
    }
  }

  /** The learning rate of a step, from 0. */
  public double learningRate(long step) {
    return learningRate * schedule.factor(step, warmupSteps, steps);
  }
}
