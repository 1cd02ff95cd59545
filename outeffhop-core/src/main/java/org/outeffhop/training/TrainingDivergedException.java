package org.outeffhop.training;

/** The loss or the gradient is no longer a finite number. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says where training broke.
   *
   * @param what the quantity that is not finite, with its value
   */
  TrainingDivergedException(String what, long step, double loss, double learningRate) {
    super(
        "training diverged at step "
            + step
            + ": "
            + what
            + " (loss "
            + loss
            + ", learning rate "
            + learningRate
            + "); a lower learning rate, a longer warm-up or gradient clipping may help");
  }
}
