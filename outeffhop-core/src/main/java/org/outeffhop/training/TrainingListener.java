package org.outeffhop.training;

/** Told of every update. */
@FunctionalInterface
public interface TrainingListener {
  /** Called after an update, on the thread that trains. */
  void onStep(StepResult result);

  /** Whether training is to end now; asked after every update. */
  default boolean endsTraining() {
    return false;
  }
}
