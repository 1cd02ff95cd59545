package org.outeffhop.training;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Minimises an objective over parameters with AdamW. Everything a step makes is freed with the
 * step.
 */
public final class Trainer {
  private final Map<String, Tensor> parameters;
  private final Objective objective;
  private final TrainingConfig config;
  private final List<TrainingListener> listeners;

  /**
   * A training that is still to be run.
   *
   * @param parameters leaf tensors by name; the name decides on weight decay
   */
  public Trainer(
      Map<String, Tensor> parameters,
      Objective objective,
      TrainingConfig config,
      List<TrainingListener> listeners) {
    this.parameters = parameters;
    this.objective = objective;
    this.config = config;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Runs all steps.
   *
   * @throws TrainingDivergedException if a loss or gradient is not finite
   */
  public void run() {
    long start = System.nanoTime();
    try (AdamW optimizer = new AdamW(parameters, config)) {
      for (long step = 0; step < config.steps(); step++) {
        StepResult result = step(optimizer, step, start);
        listeners.forEach(listener -> listener.onStep(result));
      }
    }
  }

  private StepResult step(AdamW optimizer, long step, long start) {
    double loss = 0;
    for (int microBatch = 0; microBatch < config.gradientAccumulationSteps(); microBatch++) {
      loss += accumulate(step, microBatch);
    }
    double norm = optimizer.clip();
    double learningRate = config.learningRate(step);
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new TrainingDivergedException(step, loss, norm, learningRate);
    }
    optimizer.step(learningRate);
    return new StepResult(step, loss, learningRate, norm, (System.nanoTime() - start) / 1e9);
  }

  private double accumulate(long step, int microBatch) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor loss =
          objective
              .loss(step, microBatch)
              .div(new Scalar((double) config.gradientAccumulationSteps()));
      loss.backward();
      return Tensors.item(loss);
    }
  }
}
