package org.outeffhop.experiment.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.outeffhop.training.AdamW;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

/** New values for some settings of a recipe. */
public final class Changes {
  private final Map<Setting, Object> values = new EnumMap<>(Setting.class);

  /** The same with a number; {@code null} leaves the recipe's. */
  public Changes set(Setting setting, Number value) {
    return put(setting, value);
  }

  /** The same with a choice; {@code null} leaves the recipe's. */
  public Changes set(Setting setting, Enum<?> value) {
    return put(setting, value);
  }

  private Changes put(Setting setting, Object value) {
    if (value != null) {
      values.put(setting, value);
    }
    return this;
  }

  /** The settings that are to change. */
  public Set<Setting> settings() {
    return values.keySet();
  }

  /** The new value, or the recipe's. */
  public int get(Setting setting, int recipes) {
    return number(setting, recipes).intValue();
  }

  /** The new value, or the recipe's. */
  public long get(Setting setting, long recipes) {
    return number(setting, recipes).longValue();
  }

  /** The new value, or the recipe's. */
  public double get(Setting setting, double recipes) {
    return number(setting, recipes).doubleValue();
  }

  /** The new choice, or the recipe's. */
  public <E extends Enum<E>> E get(Setting setting, E recipes) {
    return recipes.getDeclaringClass().cast(values.getOrDefault(setting, recipes));
  }

  private Number number(Setting setting, Number recipes) {
    return (Number) values.getOrDefault(setting, recipes);
  }

  /** The optimiser's settings with what changes of them. */
  public TrainingConfig applyTo(TrainingConfig training) {
    TrainingConfig config = training.steps(get(Setting.STEPS, training.steps()));
    return optimizer(config)
        .warmup(get(Setting.WARMUP, config.warmupSteps()))
        .learningRate(get(Setting.LEARNING_RATE, config.learningRate()))
        .schedule((Schedule) values.getOrDefault(Setting.SCHEDULE, config.schedule()))
        .maxGradNorm(get(Setting.MAX_GRAD_NORM, config.maxGradNorm()))
        .accumulate(get(Setting.ACCUMULATE, config.gradientAccumulationSteps()));
  }

  private TrainingConfig optimizer(TrainingConfig config) {
    if (!(config.optimizer() instanceof AdamW.Config adamW)) {
      return config;
    }
    return config.optimizer(
        adamW
            .betas(adamW.beta1(), get(Setting.BETA2, adamW.beta2()))
            .weightDecay(get(Setting.WEIGHT_DECAY, adamW.weightDecay())));
  }
}
