package org.outeffhop.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingCheckpoints;
import org.outeffhop.training.resume.TrainingState;

/** The training loop: gradients over the micro-batches, clipping, and one update. */
public final class Trainer {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, Tensor> parameters;
  private final Objective objective;
  private final TrainingConfig config;
  private final List<TrainingListener> listeners;
  private final Optional<TrainingCheckpoints> checkpoints;

  /** A trainer that always starts at the beginning. */
  public Trainer(
      Map<String, Tensor> parameters,
      Objective objective,
      TrainingConfig config,
      List<TrainingListener> listeners) {
    this(parameters, objective, config, listeners, Optional.empty());
  }

  /**
   * Makes a trainer; nothing is computed yet.
   *
   * @param parameters leaf tensors that require a gradient; they are changed in place
   * @param listeners told of every update, in this order; the state of those that are {@link
   *     Stateful} is part of a checkpoint
   * @param checkpoints from which training goes on and to which its state is written
   */
  public Trainer(
      Map<String, Tensor> parameters,
      Objective objective,
      TrainingConfig config,
      List<TrainingListener> listeners,
      Optional<TrainingCheckpoints> checkpoints) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    this.objective = objective;
    this.config = config;
    this.listeners = List.copyOf(listeners);
    this.checkpoints = checkpoints;
  }

  /**
   * Makes all updates that are missing, or as many as there are before a listener ends training.
   * The state is written at the end too, and when the thread is interrupted: after the update that
   * is made, or, where it is interrupted between two micro-batches or the objective throws {@link
   * CancellationException}, as it was before that update. A listener that is interrupted keeps in
   * its state what it has still to do.
   *
   * @return the last one
   * @throws TrainingDivergedException if the loss or the gradient is no longer finite
   * @throws CancellationException if the thread was interrupted
   */
  public StepResult run() {
    try (Optimizer optimizer = config.optimizer().create(parameters);
        BackwardPasses passes = new BackwardPasses(objective, config.gradientAccumulationSteps());
        RandomState random = RandomState.of(parameters.values())) {
      LastStep last = new LastStep();
      List<Stateful> parts = parts(last, optimizer, random);
      begin(parts);
      while (last.step() < config.steps() && !ended()) {
        try (TensorScope scope = TensorScope.open()) {
          TrainingState before = new TrainingState(last.step());
          random.save(before);
          try {
            last.set(update(passes, optimizer, last.step()));
          } catch (CancellationException e) {
            random.load(before);
            endIfInterrupted(last.step(), parts);
            throw e;
          }
        }
        listeners.forEach(listener -> listener.onStep(last.result()));
        endIfInterrupted(last.step(), parts);
        if (checkpoints.isPresent() && checkpoints.get().due(last.step()) && isSound()) {
          checkpoints.get().save(last.step(), parts);
        }
      }
      checkpoints.ifPresent(there -> there.save(last.step(), parts));
      return last.result();
    } catch (TrainingDivergedException e) {
      Optional<Path> good = checkpoints.flatMap(TrainingCheckpoints::newest);
      throw good.isPresent() ? new TrainingDivergedException(e, good.get()) : e;
    } finally {
      Gradients.clear(parameters.values());
    }
  }

  /** The listeners come first: a log that is not as it was is found before anything is changed. */
  private List<Stateful> parts(LastStep last, Optimizer optimizer, RandomState random) {
    List<Stateful> parts = new ArrayList<>();
    for (TrainingListener listener : listeners) {
      if (listener instanceof Stateful stateful) {
        parts.add(stateful);
      }
    }
    parts.add(last);
    parts.add(Stateful.of("model", () -> parameters));
    parts.add(Stateful.of("optimizer", optimizer::state));
    parts.add(random);
    return parts;
  }

  private void begin(List<Stateful> parts) {
    long steps = checkpoints.map(from -> from.restore(parts)).orElse(0L);
    if (steps > 0) {
      listeners.forEach(listener -> listener.onResume(steps));
    } else {
      listeners.forEach(TrainingListener::onStart);
    }
  }

  private boolean ended() {
    return listeners.stream().anyMatch(TrainingListener::endsTraining);
  }

  private boolean isSound() {
    return listeners.stream().allMatch(TrainingListener::isSound);
  }

  private void endIfInterrupted(long step, List<Stateful> parts) {
    if (Thread.currentThread().isInterrupted()) {
      boolean saved = checkpoints.isPresent() && isSound() && checkpoints.get().save(step, parts);
      throw new CancellationException(
          "interrupted at step " + step + (saved ? "; the checkpoint is written" : ""));
    }
  }

  private StepResult update(BackwardPasses passes, Optimizer optimizer, long step) {
    long begin = System.nanoTime();
    double learningRate = config.learningRateAt(step);
    Gradients.clear(parameters.values());
    double loss = passes.of(step, learningRate);
    double norm = Gradients.clip(parameters.values(), config.maxGradNorm());
    if (!Double.isFinite(norm)) {
      throw new TrainingDivergedException(
          "the norm of the gradient is " + norm,
          step + 1,
          loss,
          learningRate,
          Gradients.firstNonFinite(parameters)
              .map(name -> "; the first non-finite gradient is that of " + name)
              .orElse(""));
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
}
