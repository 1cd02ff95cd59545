package org.outeffhop.training;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The backward passes of an update's micro-batches, which add up the gradients of the mean loss.
 *
 * <p>Two micro-batches of an objective that allows it are computed side by side, each on half of
 * the cores: many small operations do not use two cores well, and so each uses one. There are two
 * because the sum of two gradients is the same in either order, to the last bit; more are computed
 * one after the other.
 */
final class BackwardPasses implements AutoCloseable {
  private static final int SIDE_BY_SIDE = 2;

  private final Objective objective;
  private final int count;
  private final ExecutorService other;

  /**
   * The passes of every update of an objective.
   *
   * @param count micro-batches in an update
   */
  BackwardPasses(Objective objective, int count) {
    this.objective = objective;
    this.count = count;
    this.other =
        count == SIDE_BY_SIDE && objective.isConcurrent() && Engine.threadsOfOperation() > 1
            ? Executors.newSingleThreadExecutor(BackwardPasses::thread)
            : null;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "micro-batch");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Makes those of an update.
   *
   * @return the mean loss
   * @throws TrainingDivergedException if a loss is not finite
   * @throws CancellationException if the thread is interrupted between two micro-batches that are
   *     not computed side by side; a first one is made, so that every start makes an update at
   *     least
   */
  double of(long step, double learningRate) {
    objective.beforeUpdate(step);
    if (other != null) {
      return sideBySide(step, learningRate);
    }
    double mean = 0;
    for (int microBatch = 0; microBatch < count; microBatch++) {
      if (microBatch > 0 && Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted between two micro-batches");
      }
      mean += pass(step, microBatch, learningRate);
    }
    return mean;
  }

  private double sideBySide(long step, double learningRate) {
    try (Engine.Share half = Engine.divide(SIDE_BY_SIDE)) {
      FutureTask<Double> second = new FutureTask<>(() -> pass(step, 1, learningRate));
      other.execute(second);
      double first;
      try {
        first = pass(step, 0, learningRate);
      } catch (RuntimeException e) {
        awaitEnd(second);
        throw e;
      }
      return first + value(second);
    }
  }

  /** What is computed uses the parameters, so that nothing goes on before it has ended. */
  private static void awaitEnd(FutureTask<Double> pass) {
    try {
      value(pass);
    } catch (RuntimeException e) {
      return;
    }
  }

  private static double value(FutureTask<Double> pass) {
    boolean interrupted = false;
    while (true) {
      try {
        double value = pass.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return value;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new CompletionException(e.getCause());
      }
    }
  }

  /** Adds the gradient of one micro-batch's part of the mean loss, and returns that part. */
  private double pass(long step, int microBatch, double learningRate) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor loss = objective.loss(step, microBatch);
      double value = Tensors.item(loss);
      if (!Double.isFinite(value)) {
        throw new TrainingDivergedException(
            "the loss is " + value,
            step + 1,
            value,
            learningRate,
            objective
                .firstNonFinite(step, microBatch)
                .map(name -> "; the first module with a non-finite output is " + name)
                .orElse(""));
      }
      (count == 1 ? loss : loss.div(Tensors.scalar(count))).backward();
      return value / count;
    }
  }

  @Override
  public void close() {
    if (other != null) {
      other.shutdown();
    }
  }
}
