package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * H(T(x)) &lt;= H(x), in float64 to 1e-12 of the energy where a query began, and H &gt;= 0. T is
 * the checked memory's, H the paper's.
 */
record EnergyClaim(int queries, HopfieldFactory memory) implements Claim {
  private static final double TOLERANCE = 1e-12;
  private static final int STEPS = 50;
  private static final int[] DIMENSIONS = {2, 16, 64};
  private static final int[] SIZES = {1, 10, 300};
  private static final double[] BETAS = {0.01, 0.3, 3, 50};

  /** What was seen so far. */
  private static final class Seen {
    private long steps;
    private double largestRise = Double.NEGATIVE_INFINITY;
    private double smallestEnergy = Double.POSITIVE_INFINITY;
    private List<Double> longest = List.of();

    void add(List<Double> energies) {
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
            energies(patterns, beta, start).forEach(seen::add);
          }
        }
      }
    }
    List<Evidence> evidence =
        List.of(
            Evidence.of("retrieval steps taken", seen.steps),
            Evidence.atMost(
                "largest rise of H in a step, relative to where it began",
                seen.largestRise,
                TOLERANCE),
            Evidence.atLeast("smallest H", seen.smallestEnergy, -TOLERANCE));
    return Findings.holdsIfMet(
        "energy descent", "H(T(x)) <= H(x), and H >= 0", evidence, curve(seen.longest));
  }

  /** H of every query at its start and after every step of T. */
  private List<List<Double>> energies(Tensor patterns, double beta, Tensor start) {
    OutlierEfficientHopfield checked = memory.of(patterns, beta);
    OutlierEfficientHopfield paper = HopfieldFactory.PAPER.of(patterns, beta);
    List<List<Double>> energies = new ArrayList<>();
    IntStream.range(0, queries).forEach(query -> energies.add(new ArrayList<>()));
    Tensor x = start;
    for (int step = 0; step <= STEPS; step++) {
      double[] here = Tensors.toDoubles(paper.energy(x));
      IntStream.range(0, queries).forEach(query -> energies.get(query).add(here[query]));
      x = checked.retrieve(x);
    }
    return energies;
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
