package org.outeffhop.training;

import java.nio.file.Path;

/** The loss or the gradient is no longer a finite number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * Says where training broke.
   *
   * @param what the quantity that is not finite, with its value
   */
  TrainingDivergedException(String what, long step, double loss, double learningRate) {
    this(what, step, loss, learningRate, "");
  }

  /**
   * Says where training broke.
   *
   * @param what the quantity that is not finite, with its value
   * @param finding where it came from, behind a semicolon, or nothing
   */
  TrainingDivergedException(
      String what, long step, double loss, double learningRate, String finding) {
    super(
        "training diverged at step "
            + step
            + ": "
            + what
            + " (loss "
            + loss
            + ", learning rate "
            + learningRate
            + ")"
            + finding
            + "; a lower learning rate, a longer warm-up or gradient clipping may help");
    this.step = step;
  }

  /** The same with what is left of the run. */
  TrainingDivergedException(TrainingDivergedException cause, Path checkpoint) {
    super(cause.getMessage() + ". The last good checkpoint is " + checkpoint, cause);
    step = cause.step;
  }

  /** The update, counted from 1, at which it was noticed. */
  public long step() {
    return step;
  }
}
