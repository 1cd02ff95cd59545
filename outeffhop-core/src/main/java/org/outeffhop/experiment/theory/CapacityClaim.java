package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.retrieval.CapacityBound;

/**
 * The capacity bound, and that measured capacity grows exponentially in d where beta m^2 grows in
 * proportion to d.
 *
 * <p>The bound says that with probability 1 - p all of M random patterns are stored (Ramsauer et
 * al., ICLR 2021, arXiv 2008.02217, theorem 3). So a draw of M patterns succeeds when all of them
 * are, and the probability is the share of draws that succeed.
 *
 * @param draws sets of patterns for each number of them; forty times as many for the bound
 */
record CapacityClaim(int draws, HopfieldFactory memory) implements Claim {
  private static final double FAILURE = 0.05;
  private static final int BOUND_DRAWS = 40;
  private static final long MOST = 100_000;
  private static final int[] DIMENSIONS = {14, 16, 18, 20, 22, 24};
  private static final int[] FIXED_DIMENSIONS = {32, 64, 128, 256};
  private static final double FIXED_SIZE = 8;

  /** The least gain of ln M a dimension that counts as exponential growth. */
  private static final double EXPONENTIAL = 0.1;

  /** Of which bound the number of patterns is asked for: m / sqrt(d - 1), and d. */
  private record Setting(double size, int dimension) {}

  private static final List<Setting> BOUNDED =
      List.of(
          new Setting(1.5, 32),
          new Setting(2, 20),
          new Setting(2, 32),
          new Setting(3, 16),
          new Setting(3, 20));

  @Override
  public ClaimResult check() {
    List<Evidence> asPrinted = new ArrayList<>();
    List<Evidence> repaired = new ArrayList<>();
    asPrinted.add(
        Evidence.atLeast(
            "sqrt(p) - 1, the sign of the printed logarithm's argument, p = 0.05",
            Math.sqrt(FAILURE) - 1,
            0));
    BOUNDED.forEach(setting -> repaired.add(bound(setting)));
    Growth growing = growth(DIMENSIONS, d -> (d - 1) / 2.0, "(d - 1) / 2", repaired);
    repaired.add(
        Evidence.atLeast("ln M gained for each dimension", growing.fit().slope(), EXPONENTIAL));
    repaired.add(Evidence.atLeast("R^2 of that line", growing.fit().explained(), 0.9));
    asPrinted.add(
        Evidence.atLeast(
            "ln M gained for each dimension from d = 32 to 256 at beta m^2 = 8",
            growth(FIXED_DIMENSIONS, d -> FIXED_SIZE, "8", new ArrayList<>()).fit().slope(),
            EXPONENTIAL));
    return Findings.repaired(
        "sqrt(p) stands for sqrt(p) - 1 in a (as printed the logarithm is of a negative number"
            + " for every p < 1), and beta m^2 grows in proportion to d",
        "capacity",
        "with probability 1 - p all of sqrt(p) C^((d-1)/4) patterns on a sphere are stored,"
            + " exponentially many in d",
        asPrinted,
        repaired,
        curve(growing));
  }

  private static Curve curve(Growth growing) {
    return new Curve(
        "capacity",
        "Patterns of which 95% are stored, beta m^2 = (d - 1) / 2",
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
  private Evidence bound(Setting setting) {
    int dimension = setting.dimension();
    double radius = setting.size() * Math.sqrt(dimension - 1);
    SphereCapacity sphere = new SphereCapacity(memory, dimension, radius, 1);
    double separation = radius / 2;
    long count = 0;
    for (int round = 0; round < 4; round++) {
      count = Math.max(2, promised(dimension, radius, separation));
      separation = sphere.stored(count, count).separation();
    }
    int trials = BOUND_DRAWS * draws;
    return Evidence.probability(
        String.format(
            Locale.ROOT,
            "probability over %d draws that all of the bound's %d patterns are stored, d = %d,"
                + " m = %.1f sqrt(d-1)",
            trials,
            count,
            dimension,
            setting.size()),
        sphere.drawsThatStoreAll(count, trials),
        trials,
        1 - FAILURE);
  }

  private static long promised(int dimension, double radius, double separation) {
    CapacityBound bound = new CapacityBound(dimension, radius, 1, separation, FAILURE);
    return (long) Math.ceil(bound.patterns());
  }

  /**
   * How capacity grows with the dimension.
   *
   * @param sizes beta m^2 by dimension
   * @param size the same in words
   */
  private Growth growth(
      int[] dimensions, IntToDoubleFunction sizes, String size, List<Evidence> evidence) {
    double[] capacities = new double[dimensions.length];
    for (int i = 0; i < dimensions.length; i++) {
      int d = dimensions[i];
      capacities[i] =
          new SphereCapacity(memory, d, Math.sqrt(sizes.applyAsDouble(d)), 1)
              .capacity(1 - FAILURE, draws, MOST);
      evidence.add(Evidence.of("capacity at d = " + d + ", beta m^2 = " + size, capacities[i]));
    }
    double[] x = Arrays.stream(dimensions).asDoubleStream().toArray();
    LinearFit fit = LinearFit.of(x, Arrays.stream(capacities).map(Math::log).toArray());
    return new Growth(
        Arrays.stream(x).boxed().toList(), Arrays.stream(capacities).boxed().toList(), fit);
  }
}
