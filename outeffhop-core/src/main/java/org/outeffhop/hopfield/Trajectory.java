package org.outeffhop.hopfield;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How the states of queries moved.
 *
 * @param state where they ended, [L, D]
 * @param potential Psi there, [L]
 * @param courses what happened to each query, in their order
 */
public record Trajectory(Tensor state, Tensor potential, List<Course> courses) {
  public Trajectory {
    courses = List.copyOf(courses);
  }

  /**
   * One query's way.
   *
   * @param noOpMass the no-op class's weight at the query itself, before any step: how little the
   *     memory recognises it
   * @param energies H at the query and after every step
   * @param steps the number of steps taken
   * @param converged whether ||T(x) - x|| is within the tolerance where it ended
   * @param residual ||T(x) - x|| where it ended
   */
  public record Course(
      double noOpMass, List<Double> energies, int steps, boolean converged, double residual) {
    public Course {
      energies = List.copyOf(energies);
    }
  }
}
