package org.outeffhop.training;

/** Told of every update. */
@FunctionalInterface
public interface TrainingListener {
  /** Called after an update, on the thread that trains. */
  void onStep(StepResult result);

  /** Called before the first update of a training that begins. */
  default void onStart() {}

  /** Called before the first update where training goes on after some that were made earlier. */
  default void onResume(long steps) {}

  /** Whether the state is worth keeping; where a listener says no, no checkpoint is written. */
  default boolean isSound() {
    return true;
  }

  /** Whether training is to end now; asked after every update. */
  default boolean endsTraining() {
    return false;
  }
}
