package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.tensor.TensorScope;

/**
 * The dense model's bound on the retrieval error, as printed and for OutEffHop.
 *
 * <p>As printed its maximum is over xi_mu^T xi_nu. What can be proved has x^T xi_nu there: the
 * error is at most 2 m (1 - p_mu), and 1 - p_mu at most (M - 1) exp(-beta (xi_mu^T x - max x^T
 * xi_nu)). The two agree at x = xi_mu. OutEffHop's error is at most that plus m exp(-beta xi_mu^T
 * x), for its no-op class; it keeps to the dense bound where sum_{nu != mu} (e^(max) - e^(nu)) is
 * at least 1/2.
 */
record ErrorBoundClaim(int queries, HopfieldFactory memory) implements Claim {
  private static final double HALF = 0.5;

  @Override
  public ClaimResult check() {
    List<BoundedRetrieval> atPatterns = new ArrayList<>();
    List<BoundedRetrieval> nearPatterns = new ArrayList<>();
    for (double size : new double[] {2, 5, 10, 20}) {
      for (int dimension : new int[] {4, 32}) {
        for (int count : new int[] {2, 10, 200}) {
          try (TensorScope scope = TensorScope.open()) {
            Tensor xi = RandomPatterns.sphere(count, dimension, Math.sqrt(size));
            Tensor targets = xi.narrow(0, 0, Math.min(count, queries));
            Tensor moved = RandomPatterns.near(targets, 0.5 * Math.sqrt(size));
            atPatterns.addAll(BoundedRetrieval.of(xi, targets, 1, memory));
            nearPatterns.addAll(BoundedRetrieval.of(xi, moved, 1, memory));
          }
        }
      }
    }
    List<BoundedRetrieval> orthogonal = orthogonal();
    List<BoundedRetrieval> all = new ArrayList<>(atPatterns);
    all.addAll(nearPatterns);
    all.addAll(orthogonal);
    return result(atPatterns, nearPatterns, orthogonal, all);
  }

  /** Patterns at right angles, asked with themselves. */
  private List<BoundedRetrieval> orthogonal() {
    List<BoundedRetrieval> steps = new ArrayList<>();
    for (int count : new int[] {1, 2, 8}) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor xi =
            torch.eye(count, new TensorOptions(ScalarType.Double)).mul(new Scalar(Math.sqrt(10)));
        steps.addAll(BoundedRetrieval.of(xi, xi, 1, memory));
      }
    }
    return steps;
  }

  private ClaimResult result(
      List<BoundedRetrieval> atPatterns,
      List<BoundedRetrieval> nearPatterns,
      List<BoundedRetrieval> orthogonal,
      List<BoundedRetrieval> all) {
    Predicate<BoundedRetrieval> dense = step -> step.exceeds(step.dense(), step.printed());
    Predicate<BoundedRetrieval> ours = step -> step.exceeds(step.outEffHop(), step.printed());
    Predicate<BoundedRetrieval> sound = step -> step.exceeds(step.dense(), step.sound());
    Predicate<BoundedRetrieval> oursSound = step -> step.exceeds(step.outEffHop(), step.sound());
    Predicate<BoundedRetrieval> oursFull =
        step -> step.exceeds(step.outEffHop(), step.sound() + step.noOp());
    Predicate<BoundedRetrieval> slack = step -> step.slack() >= HALF;
    List<Evidence> asPrinted =
        List.of(
            share("dense, x = xi_mu", atPatterns, dense),
            share("dense, x half a radius from xi_mu", nearPatterns, dense),
            share("OutEffHop, x = xi_mu", atPatterns, ours),
            share("OutEffHop, x half a radius from xi_mu", nearPatterns, ours),
            share("OutEffHop, orthogonal patterns, x = xi_mu", orthogonal, ours));
    List<Evidence> repaired =
        List.of(
            share("dense, all, with x^T xi_nu", all, sound),
            share("OutEffHop, all with x^T xi_nu and the sum >= 1/2", all, oursSound.and(slack)),
            share("OutEffHop, all with x^T xi_nu + m exp(-beta xi_mu^T x)", all, oursFull));
    return Findings.repaired(
        "x^T xi_nu stands for xi_mu^T xi_nu in the maximum (they agree at x = xi_mu) and, for"
            + " OutEffHop, sum_{nu != mu} (exp(beta max_kappa x^T xi_kappa) - exp(beta x^T"
            + " xi_nu)) >= 1/2; always with m exp(-beta xi_mu^T x) added",
        "retrieval error bound",
        "||T(x) - xi_mu|| <= 2 m (M-1) exp(-beta (xi_mu^T x - max_{nu != mu} xi_mu^T xi_nu))",
        asPrinted,
        repaired);
  }

  private static long count(List<BoundedRetrieval> steps, Predicate<BoundedRetrieval> which) {
    return steps.stream().filter(which).count();
  }

  private static Evidence share(
      String what, List<BoundedRetrieval> steps, Predicate<BoundedRetrieval> which) {
    return Evidence.exactly(
        "share of retrievals above the bound: " + what,
        (double) count(steps, which) / steps.size(),
        0);
  }
}
