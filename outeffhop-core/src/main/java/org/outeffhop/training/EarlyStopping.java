package org.outeffhop.training;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.ParameterCopy;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/**
 * Measures an error after every epoch, remembers the parameters where it was lowest, and ends
 * training when it has not fallen for some epochs. A measurement that is interrupted, which its
 * {@link CancellationException} says, is made when training goes on.
 */
public final class EarlyStopping implements TrainingListener, Stateful, AutoCloseable {
  private static final String PART = "early_stopping";
  private static final String DUE_LOSS = PART + ".due.loss";
  private static final String DUE_RATE = PART + ".due.learning_rate";

  private final ParameterCopy best;
  private final long stepsPerEpoch;
  private final int patience;
  private final DoubleSupplier error;
  private double last = Double.NaN;
  private double lowest = Double.POSITIVE_INFINITY;
  private int epochs;
  private int bestEpoch;
  private boolean due;
  private double loss;
  private double learningRate;

  /**
   * Watches parameters that are trained in place.
   *
   * @param stepsPerEpoch updates between two measurements
   * @param patience epochs without a lower error after which training ends, at least 1
   * @param error what is measured; it draws no random numbers
   */
  public EarlyStopping(
      Map<String, Tensor> parameters, long stepsPerEpoch, int patience, DoubleSupplier error) {
    if (patience < 1) {
      throw new IllegalArgumentException("patience is " + patience + "; it must be at least 1");
    }
    best = new ParameterCopy(parameters);
    this.stepsPerEpoch = stepsPerEpoch;
    this.patience = patience;
    this.error = error;
  }

  @Override
  public void onStep(StepResult result) {
    if (result.step() % stepsPerEpoch == 0) {
      due = true;
      loss = result.loss();
      learningRate = result.learningRate();
      try {
        measure(result.step());
      } catch (CancellationException e) {
        // The trainer ends now, and what is due is measured when it goes on.
        return;
      }
    }
  }

  @Override
  public void onResume(long steps) {
    if (due) {
      measure(steps);
    }
  }

  private void measure(long step) {
    double measured = error.getAsDouble();
    due = false;
    epochs++;
    if (!Double.isFinite(measured)) {
      throw new TrainingDivergedException(
          "the validation error is " + measured, step, loss, learningRate);
    }
    last = measured;
    if (measured < lowest) {
      lowest = measured;
      bestEpoch = epochs;
      best.take();
    }
  }

  @Override
  public boolean endsTraining() {
    return epochs - bestEpoch >= patience;
  }

  @Override
  public void save(TrainingState state) {
    state.put(PART + ".last", last);
    state.put(PART + ".lowest", lowest);
    state.put(PART + ".epochs", epochs);
    state.put(PART + ".best_epoch", bestEpoch);
    if (due) {
      state.put(DUE_LOSS, loss);
      state.put(DUE_RATE, learningRate);
    }
    bestValues().save(state);
  }

  @Override
  public void load(TrainingState state) {
    last = state.real(PART + ".last");
    lowest = state.real(PART + ".lowest");
    epochs = Math.toIntExact(state.number(PART + ".epochs"));
    bestEpoch = Math.toIntExact(state.number(PART + ".best_epoch"));
    due = state.hasNumber(DUE_LOSS);
    if (due) {
      loss = state.real(DUE_LOSS);
      learningRate = state.real(DUE_RATE);
    }
    if (bestEpoch > 0) {
      best.take();
      bestValues().load(state);
    }
  }

  private Stateful bestValues() {
    return Stateful.of(PART + ".best", best::values);
  }

  /** Sets the parameters back to where the error was lowest. */
  public void restore() {
    best.restore();
  }

  /** Epochs so far. */
  public int epochs() {
    return epochs;
  }

  /** The epoch of the lowest error, from 1; 0 before the first is over. */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** Epochs without a lower error after which training ends. */
  public int patience() {
    return patience;
  }

  /** The error after the last epoch; NaN before the first is over. */
  public double last() {
    return last;
  }

  /** The lowest error so far. */
  public double lowest() {
    return lowest;
  }

  @Override
  public void close() {
    best.close();
  }
}
