package org.outeffhop.hopfield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Queries on their way through a network. Those that have converged are computed no more. A state
 * is looked at before it is moved, so that its energy and residual are known where it stays.
 */
final class Dynamics {
  private final OutlierEfficientHopfield network;
  private final Tensor state;
  private final Tensor potential;
  private final Query[] queries;

  /** What is known of one query. */
  private static final class Query {
    private final List<Double> energies = new ArrayList<>();
    private double noOpMass;
    private double residual;
    private boolean converged;

    Trajectory.Course course() {
      return new Trajectory.Course(noOpMass, energies, energies.size() - 1, converged, residual);
    }
  }

  Dynamics(OutlierEfficientHopfield network, Tensor query) {
    this.network = network;
    state = query.clone();
    potential = query.new_zeros(query.size(0));
    queries =
        IntStream.range(0, (int) query.size(0)).mapToObj(i -> new Query()).toArray(Query[]::new);
  }

  void run(int maxSteps, double tolerance) {
    int[] active = IntStream.range(0, queries.length).toArray();
    for (int step = 0; active.length > 0; step++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor rows = Tensors.ofIndices(active, active.length);
        Tensor here = state.index_select(0, rows);
        OutlierEfficientHopfield.Evaluation seen = network.evaluateRows(here);
        potential.index_copy_(0, rows, seen.potential());
        record(active, step, here, seen, tolerance);
        if (step == maxSteps) {
          return;
        }
        active = Arrays.stream(active).filter(i -> !queries[i].converged).toArray();
        move(active, rows, seen.retrieved());
      }
    }
  }

  private void record(
      int[] active,
      int step,
      Tensor here,
      OutlierEfficientHopfield.Evaluation seen,
      double tolerance) {
    double[] energies = Tensors.toDoubles(seen.energy());
    double[] residuals = Tensors.toDoubles(Vectors.norms(seen.retrieved().sub(here)));
    double[] masses = step == 0 ? Tensors.toDoubles(seen.noOpMass()) : null;
    for (int i = 0; i < active.length; i++) {
      Query query = queries[active[i]];
      query.energies.add(energies[i]);
      query.residual = residuals[i];
      query.converged = residuals[i] <= tolerance;
      if (step == 0) {
        query.noOpMass = masses[i];
      }
    }
  }

  private void move(int[] moving, Tensor seenRows, Tensor retrieved) {
    if (moving.length == 0) {
      return;
    }
    long[] seen = Tensors.toLongs(seenRows);
    int[] positions =
        IntStream.range(0, seen.length).filter(i -> !queries[(int) seen[i]].converged).toArray();
    Tensor target = Tensors.ofIndices(moving, moving.length);
    Tensor source = Tensors.ofIndices(positions, positions.length);
    state.index_copy_(0, target, retrieved.index_select(0, source));
  }

  Trajectory trajectory(TensorScope scope) {
    List<Trajectory.Course> courses = Arrays.stream(queries).map(Query::course).toList();
    return new Trajectory(scope.keep(state), scope.keep(potential), courses);
  }
}
