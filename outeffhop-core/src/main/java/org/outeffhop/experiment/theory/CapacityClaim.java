package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.experiment.retrieval.CapacityBound;
import org.outeffhop.hopfield.Softmax1;

/**
 * The capacity bound, and that measured capacity grows exponentially in d where beta m^2 grows in
 * proportion to d.
 *
 * @param draws sets of patterns for each number of them
 */
record CapacityClaim(int draws) implements Claim {
  private static final double FAILURE = 0.05;
  private static final long MOST = 100_000;
  private static final int[] DIMENSIONS = {14, 16, 18, 20, 22, 24};
  private static final int[] FIXED_DIMENSIONS = {32, 64, 128, 256};
  private static final double FIXED_SIZE = 8;

  @Override
  public String name() {
    return "capacity";
  }

  @Override
  public ClaimResult check() {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence(
            "sqrt(p) - 1, the sign of the printed logarithm's argument, p = 0.05",
            Math.sqrt(FAILURE) - 1,
            "> 0"));
    boolean bounded = bound(1.5, 32, evidence);
    bounded &= bound(2, 20, evidence);
    bounded &= bound(2, 32, evidence);
    bounded &= bound(3, 16, evidence);
    bounded &= bound(3, 20, evidence);
    Growth growing = growth(evidence);
    LinearFit fixed = growthAtFixedSize(evidence);
    boolean exponential = growing.fit().slope() > 0.1 && growing.fit().explained() > 0.9;
    return new ClaimResult(
        name(),
        "at least sqrt(p) C^((d-1)/4) patterns on a sphere are stored, exponentially many in d",
        bounded && exponential ? Verdict.HOLDS_ONLY_WHERE : Verdict.DOES_NOT_HOLD,
        bounded && exponential
            ? "sqrt(p) stands for sqrt(p) - 1 in a (as printed the logarithm is of a negative number"
                + " for every p < 1), and beta m^2 grows in proportion to d; at fixed beta m^2 = 8"
                + String.format(
                    Locale.ROOT, " capacity grows by %.4f in ln M a dimension only", fixed.slope())
            : "",
        evidence,
        List.of(curve(growing)));
  }

  private static Curve curve(Growth growing) {
    return new Curve(
        "capacity",
        "Patterns stored with at most 5% failures, beta m^2 = (d - 1) / 2",
        "dimension d",
        "stored patterns M",
        false,
        true,
        List.of(
            new Curve.Line("OutEffHop", false, growing.dimensions(), growing.capacities()),
            new Curve.Line(
                "exponential fit", true, growing.dimensions(), growing.fittedCapacities())));
  }

  /** Capacity by dimension and the line through its logarithm. */
  private record Growth(List<Double> dimensions, List<Double> capacities, LinearFit fit) {
    List<Double> fittedCapacities() {
      return dimensions.stream().map(d -> Math.exp(fit.at(d))).toList();
    }
  }

  /** Draws as many patterns as the bound promises, with the R that they turn out to have. */
  private static boolean bound(double size, int dimension, List<Evidence> evidence) {
    double radius = size * Math.sqrt(dimension - 1);
    SphereCapacity memory = new SphereCapacity(new Softmax1(), dimension, radius, 1);
    double separation = radius / 2;
    SphereCapacity.Stored stored = null;
    long count = 0;
    for (int round = 0; round < 4; round++) {
      count = Math.max(2, promised(dimension, radius, separation));
      stored = memory.stored(count, count);
      separation = stored.separation();
    }
    evidence.add(
        new Evidence(
            String.format(
                Locale.ROOT,
                "share stored of the bound's %d patterns, d = %d, m = %.1f sqrt(d-1)",
                count,
                dimension,
                size),
            stored.shareWithinSeparation(),
            ">= " + (1 - FAILURE)));
    return stored.shareWithinSeparation() >= 1 - FAILURE;
  }

  private static long promised(int dimension, double radius, double separation) {
    CapacityBound bound = new CapacityBound(dimension, radius, 1, separation, FAILURE);
    return (long) Math.ceil(bound.patterns());
  }

  /** beta m^2 = (d - 1) / 2. */
  private Growth growth(List<Evidence> evidence) {
    double[] logarithms = new double[DIMENSIONS.length];
    for (int i = 0; i < DIMENSIONS.length; i++) {
      int d = DIMENSIONS[i];
      long capacity = capacity(d, Math.sqrt((d - 1) / 2.0));
      logarithms[i] = Math.log(capacity);
      evidence.add(new Evidence("capacity at d = " + d + ", beta m^2 = (d - 1) / 2", capacity, ""));
    }
    LinearFit fit = LinearFit.of(Arrays.stream(DIMENSIONS).asDoubleStream().toArray(), logarithms);
    evidence.add(new Evidence("ln M gained for each dimension", fit.slope(), "> 0"));
    evidence.add(new Evidence("R^2 of that line", fit.explained(), "> 0.9"));
    return new Growth(
        Arrays.stream(DIMENSIONS).mapToObj(d -> (double) d).toList(),
        Arrays.stream(logarithms).mapToObj(Math::exp).toList(),
        fit);
  }

  private LinearFit growthAtFixedSize(List<Evidence> evidence) {
    double[] logarithms = new double[FIXED_DIMENSIONS.length];
    for (int i = 0; i < FIXED_DIMENSIONS.length; i++) {
      logarithms[i] = Math.log(capacity(FIXED_DIMENSIONS[i], Math.sqrt(FIXED_SIZE)));
    }
    LinearFit fit =
        LinearFit.of(Arrays.stream(FIXED_DIMENSIONS).asDoubleStream().toArray(), logarithms);
    evidence.add(
        new Evidence(
            "ln M gained for each dimension from d = 32 to 256 at beta m^2 = 8",
            fit.slope(),
            "near 0"));
    return fit;
  }

  private long capacity(int dimension, double radius) {
    return new SphereCapacity(new Softmax1(), dimension, radius, 1)
        .capacity(1 - FAILURE, draws, MOST);
  }
}
