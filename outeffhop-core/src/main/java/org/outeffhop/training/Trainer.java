package org.outeffhop.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The training loop: gradients over the micro-batches, clipping, and one update of AdamW. */
public final class Trainer {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, Tensor> parameters;
  private final Objective objective;
  private final TrainingConfig config;
  private final List<TrainingListener> listeners;

  /**
   * Makes a trainer; nothing is computed yet.
   *
   * @param parameters leaf tensors that require a gradient; they are changed in place
   * @param listeners told of every update, in this order
   */
  public Trainer(
      Map<String, Tensor> parameters,
      Objective objective,
      TrainingConfig config,
      List<TrainingListener> listeners) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.objective = objective;
    this.config = config;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Makes all updates, or as many as there are before a listener ends training.
   *
   * @return the last one
   * @throws TrainingDivergedException if the loss or the gradient is no longer finite
   */
  public StepResult run() {
    StepResult last = null;
    try (AdamW optimizer = new AdamW(parameters, config)) {
      for (long step = 0; step < config.steps(); step++) {
        try (TensorScope scope = TensorScope.open()) {
          last = update(optimizer, step);
        }
        for (TrainingListener listener : listeners) {
          listener.onStep(last);
        }
        if (listeners.stream().anyMatch(TrainingListener::endsTraining)) {
          break;
        }
      }
    } finally {
      Gradients.clear(parameters.values());
    }
    return last;
  }

  private StepResult update(AdamW optimizer, long step) {
    long begin = System.nanoTime();
    double learningRate = config.learningRate(step);
    Gradients.clear(parameters.values());
    double loss = backward(step, learningRate);
    double norm = Gradients.clip(parameters.values(), config.maxGradNorm());
    if (!Double.isFinite(norm)) {
      throw new TrainingDivergedException(
          "the norm of the gradient is " + norm, step + 1, loss, learningRate);
    }
    optimizer.step(learningRate);
    return new StepResult(
        step + 1,
        loss,
        learningRate,
        norm,
        objective.tokensPerMicroBatch() * config.gradientAccumulationSteps(),
        (System.nanoTime() - begin) / NANOSECONDS);
  }

  /** Adds up the gradients of the mean loss, which it returns. */
  private double backward(long step, double learningRate) {
    int count = config.gradientAccumulationSteps();
    double mean = 0;
    for (int microBatch = 0; microBatch < count; microBatch++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor loss = objective.loss(step, microBatch);
        double value = Tensors.item(loss);
        if (!Double.isFinite(value)) {
          throw new TrainingDivergedException(
              "the loss is " + value, step + 1, value, learningRate);
        }
        mean += value / count;
        (count == 1 ? loss : loss.div(Tensors.scalar(count))).backward();
      }
    }
    return mean;
  }
}
