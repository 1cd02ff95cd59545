package org.outeffhop.hopfield;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.tensor.Tensors;

/** What a memory answers, put together query by query. */
final class Recalls {
  private Recalls() {}

  static List<Retrieval.Recall> of(
      Trajectory trajectory,
      StoredAssociation.Lookup lookup,
      PatternStore patterns,
      AbstentionThreshold threshold) {
    long[] positions = Tensors.toLongs(lookup.positions());
    double[] weights = Tensors.toDoubles(lookup.weights());
    int top = positions.length / trajectory.courses().size();
    List<Retrieval.Recall> recalls = new ArrayList<>();
    for (Trajectory.Course course : trajectory.courses()) {
      List<Long> found = new ArrayList<>();
      List<Double> heaviest = new ArrayList<>();
      int first = recalls.size() * top;
      for (int i = first; i < first + top; i++) {
        found.add(index(patterns, positions[i]));
        heaviest.add(weights[i]);
      }
      recalls.add(
          new Retrieval.Recall(
              found,
              heaviest,
              course.noOpMass(),
              course.energies(),
              course.steps(),
              course.converged(),
              course.noOpMass() > threshold.noOpMass()));
    }
    return recalls;
  }

  private static long index(PatternStore patterns, long position) {
    return patterns instanceof RelevantPatterns relevant ? relevant.index(position) : position;
  }
}
