package org.outeffhop.training;

import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/**
 * Ends training whose loss explodes: for 10 updates in a row it is above 10 times the first one,
 * and above 1, since distillation begins at 0. While it is, no checkpoint is written, so that the
 * last one is from before.
 */
public final class ExplosionGuard implements TrainingListener, Stateful {
  private static final double FACTOR = 10;
  private static final double LEAST = 1;
  private static final int PATIENCE = 10;
  private static final String FIRST = "explosion_guard.first";

  private double first = Double.NaN;
  private int above;

  @Override
  public void onStep(StepResult result) {
    if (Double.isNaN(first)) {
      first = Math.abs(result.loss());
    }
    double limit = Math.max(FACTOR * first, LEAST);
    above = result.loss() > limit ? above + 1 : 0;
    if (above == PATIENCE) {
      throw new TrainingDivergedException(
          "the loss has been above %s for %d updates; it was %s at first"
              .formatted(limit, PATIENCE, first),
          result.step(),
          result.loss(),
          result.learningRate());
    }
  }

  @Override
  public boolean isSound() {
    return above == 0;
  }

  @Override
  public void save(TrainingState state) {
    state.put(FIRST, first);
  }

  @Override
  public void load(TrainingState state) {
    first = state.real(FIRST);
    above = 0;
  }
}
