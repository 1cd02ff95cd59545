package org.outeffhop.experiment.theory;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.TensorScope;

/** H(T(x)) &lt;= H(x), in float64 to 1e-12 of the energy where a query began, and H &gt;= 0. */
record EnergyClaim(int queries) implements Claim {
  private static final double TOLERANCE = 1e-12;
  private static final int STEPS = 50;
  private static final int[] DIMENSIONS = {2, 16, 64};
  private static final int[] SIZES = {1, 10, 300};
  private static final double[] BETAS = {0.01, 0.3, 3, 50};

  @Override
  public String name() {
    return "energy descent";
  }

  /** What was seen so far. */
  private static final class Seen {
    private long steps;
    private double largestRise = Double.NEGATIVE_INFINITY;
    private double smallestEnergy = Double.POSITIVE_INFINITY;
    private List<Double> longest = List.of();

    void add(Trajectory.Course course) {
      List<Double> energies = course.energies();
      double scale = energies.get(0);
      if (energies.stream().distinct().count() > longest.stream().distinct().count()) {
        longest = energies;
      }
      smallestEnergy = Math.min(smallestEnergy, energies.get(0));
      for (int i = 1; i < energies.size(); i++) {
        steps++;
        largestRise = Math.max(largestRise, (energies.get(i) - energies.get(i - 1)) / scale);
        smallestEnergy = Math.min(smallestEnergy, energies.get(i));
      }
    }
  }

  @Override
  public ClaimResult check() {
    Seen seen = new Seen();
    for (int dimension : DIMENSIONS) {
      for (int size : SIZES) {
        for (double beta : BETAS) {
          try (TensorScope scope = TensorScope.open()) {
            Tensor patterns = RandomPatterns.gaussian(size, dimension);
            Tensor start = RandomPatterns.near(RandomPatterns.gaussian(queries, dimension), 3);
            new OutlierEfficientHopfield(patterns, beta)
                .iterate(start, STEPS, 0)
                .courses()
                .forEach(seen::add);
          }
        }
      }
    }
    boolean descends = seen.largestRise <= TOLERANCE && seen.smallestEnergy >= -TOLERANCE;
    return new ClaimResult(
        name(),
        "H(T(x)) <= H(x), and H >= 0",
        descends ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD,
        "",
        List.of(
            new Evidence("retrieval steps taken", seen.steps, ""),
            new Evidence(
                "largest rise of H in a step, relative to where it began",
                seen.largestRise,
                "<= " + TOLERANCE),
            new Evidence("smallest H", seen.smallestEnergy, ">= 0")),
        List.of(curve(seen.longest)));
  }

  private static Curve curve(List<Double> energies) {
    List<Double> steps = IntStream.range(0, energies.size()).mapToObj(i -> (double) i).toList();
    return new Curve(
        "energy",
        "Energy of the query that takes longest to converge",
        "retrieval steps",
        "energy H",
        false,
        false,
        List.of(new Curve.Line("OutEffHop", false, steps, energies)));
  }
}
