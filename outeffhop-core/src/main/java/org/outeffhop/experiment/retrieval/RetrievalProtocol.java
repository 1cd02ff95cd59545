package org.outeffhop.experiment.retrieval;

import org.outeffhop.training.FieldCheck;

/**
 * How a memory is asked and when a retrieval counts.
 *
 * @param beta the inverse temperature
 * @param steps the most updates of a state
 * @param within a pattern is retrieved when the state is no farther from it than this times its
 *     norm, and no stored pattern is nearer
 */
public record RetrievalProtocol(InverseTemperature beta, int steps, double within) {
  /** A state rests when an update moves it by no more than this times the largest norm. */
  static final double TOLERANCE = 1e-4;

  public RetrievalProtocol {
    FieldCheck.atLeastOne("steps", steps);
    if (!(within > 0)) {
      throw new IllegalArgumentException("within is " + within + "; it must be positive");
    }
  }

  /** The same with another inverse temperature. */
  RetrievalProtocol withBeta(double other) {
    return new RetrievalProtocol(InverseTemperature.of(other), steps, within);
  }
}
