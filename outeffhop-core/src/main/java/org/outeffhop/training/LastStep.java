package org.outeffhop.training;

import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/** The update that was made last: how far training is. */
final class LastStep implements Stateful {
  private StepResult result;

  void set(StepResult update) {
    result = update;
  }

  /** Null before the first. */
  StepResult result() {
    return result;
  }

  /** Updates made so far. */
  long step() {
    return result == null ? 0 : result.step();
  }

  @Override
  public void save(TrainingState state) {
    state.put("last.loss", result.loss());
    state.put("last.learning_rate", result.learningRate());
    state.put("last.grad_norm", result.gradientNorm());
    state.put("last.tokens", result.tokens());
    state.put("last.seconds", result.seconds());
  }

  @Override
  public void load(TrainingState state) {
    result =
        new StepResult(
            state.step(),
            state.real("last.loss"),
            state.real("last.learning_rate"),
            state.real("last.grad_norm"),
            state.number("last.tokens"),
            state.real("last.seconds"));
  }
}
