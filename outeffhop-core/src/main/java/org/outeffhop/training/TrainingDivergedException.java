package org.outeffhop.training;

import java.nio.file.Path;

/** The loss or the gradient is no longer a finite number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

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
  }

  /** The same with what is left of the run. */
  TrainingDivergedException(TrainingDivergedException cause, Path checkpoint) {
    super(cause.getMessage() + ". The last good checkpoint is " + checkpoint, cause);
  }
}
