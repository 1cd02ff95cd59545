package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Iterates come to rest, and where they rest x = T(x): the gradient of H, x - T(x), vanishes. T is
 * computed a second time by softmax over the patterns and one zero pattern, written out.
 */
record ConvergenceClaim(int queries, int mostSteps, HopfieldFactory memory) implements Claim {
  private static final double TOLERANCE = 1e-9;

  /** Queries stop at half the tolerance, so that it does not hang on the second T's rounding. */
  private static final double REST = TOLERANCE / 2;

  private static final double[] BETAS = {0.1, 0.5, 1, 2, 8};

  @Override
  public ClaimResult check() {
    List<Trajectory.Course> courses = new ArrayList<>();
    double gradient = 0;
    for (double beta : BETAS) {
      for (int size : new int[] {5, 100}) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor patterns = RandomPatterns.gaussian(size, 8);
          OutlierEfficientHopfield network = memory.of(patterns, beta);
          Tensor start = RandomPatterns.gaussian(queries, 8);
          Trajectory trajectory = network.iterate(start, mostSteps, REST);
          courses.addAll(trajectory.courses());
          Tensor moved = writtenOut(trajectory.state(), patterns, beta).sub(trajectory.state());
          double largest = Tensors.item(RandomPatterns.norms(moved).max());
          gradient = Math.max(gradient, largest / network.largestNorm());
        }
      }
    }
    long lost = courses.stream().filter(course -> !course.converged()).count();
    int steps = courses.stream().mapToInt(Trajectory.Course::steps).max().orElseThrow();
    List<Evidence> evidence =
        List.of(
            Evidence.of("queries", courses.size()),
            Evidence.exactly("queries that did not converge in " + mostSteps + " steps", lost, 0),
            Evidence.of("most steps to converge", steps),
            Evidence.atMost(
                "largest ||x - T(x)|| / m at the end, by the written-out formula",
                gradient,
                TOLERANCE));
    return Findings.holdsIfMet(
        "convergence and stationarity",
        "iterates of T converge, and to stationary points of H",
        evidence);
  }

  private static Tensor writtenOut(Tensor x, Tensor patterns, double beta) {
    Tensor zero = torch.zeros_like(patterns.narrow(0, 0, 1));
    Tensor all = torch.cat(new TensorVector(patterns, zero), 0);
    return torch.softmax(x.matmul(all.t()).mul(new Scalar(beta)), -1).matmul(all);
  }
}
