package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Iterates come to rest, and where they rest x = T(x): the gradient of H, x - T(x), vanishes. T is
 * computed a second time by softmax over the patterns and one zero pattern, written out.
 */
record ConvergenceClaim(int queries, int mostSteps) implements Claim {
  private static final double TOLERANCE = 1e-9;
  private static final double[] BETAS = {0.1, 0.5, 1, 2, 8};

  @Override
  public String name() {
    return "convergence and stationarity";
  }

  @Override
  public ClaimResult check() {
    List<Trajectory.Course> courses = new ArrayList<>();
    double gradient = 0;
    for (double beta : BETAS) {
      for (int size : new int[] {5, 100}) {
        try (TensorScope scope = TensorScope.open()) {
          Tensor patterns = RandomPatterns.gaussian(size, 8);
          OutlierEfficientHopfield network = new OutlierEfficientHopfield(patterns, beta);
          Tensor start = RandomPatterns.gaussian(queries, 8);
          Trajectory trajectory = network.iterate(start, mostSteps, TOLERANCE);
          courses.addAll(trajectory.courses());
          Tensor moved = writtenOut(trajectory.state(), patterns, beta).sub(trajectory.state());
          double largest = Tensors.item(RandomPatterns.norms(moved).max());
          gradient = Math.max(gradient, largest / network.largestNorm());
        }
      }
    }
    long lost = courses.stream().filter(course -> !course.converged()).count();
    int steps = courses.stream().mapToInt(Trajectory.Course::steps).max().orElseThrow();
    return new ClaimResult(
        name(),
        "iterates of T converge, and to stationary points of H",
        lost == 0 && gradient <= 2 * TOLERANCE ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD,
        "",
        List.of(
            new Evidence("queries", courses.size(), ""),
            new Evidence("queries that did not converge in " + mostSteps + " steps", lost, "0"),
            new Evidence("most steps to converge", steps, ""),
            new Evidence(
                "largest ||x - T(x)|| / m at the end, by the written-out formula",
                gradient,
                "<= " + TOLERANCE)));
  }

  private static Tensor writtenOut(Tensor x, Tensor patterns, double beta) {
    Tensor zero = torch.zeros_like(patterns.narrow(0, 0, 1));
    Tensor all = torch.cat(new TensorVector(patterns, zero), 0);
    return torch.softmax(x.matmul(all.t()).mul(new Scalar(beta)), -1).matmul(all);
  }
}
