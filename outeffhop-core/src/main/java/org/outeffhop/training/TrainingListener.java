package org.outeffhop.training;

/** Is told of every step. */
@FunctionalInterface
public interface TrainingListener {
  /** Called after the update. */
  void onStep(StepResult result);
}
