package org.outeffhop.training;

/** The loss or the gradient is not finite. */
public final class TrainingDivergedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  TrainingDivergedException(long step, double loss, double gradientNorm, double learningRate) {
    super(
        "training diverged at step %d: loss %s, gradient norm %s, learning rate %s; a lower learning rate may help"
            .formatted(step, loss, gradientNorm, learningRate));
  }
}
