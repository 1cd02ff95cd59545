package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.tensor.TensorScope;

/**
 * The paper's claim that OutEffHop's retrieval error is no larger than the dense model's, over beta
 * m^2, the share of no-op patterns and their norm. The no-op class takes weight and is the zero
 * vector, so it shrinks what is retrieved; what it saves is the pull of the no-op patterns.
 *
 * <p>What decides is how many of the measured queries have no larger error: of all of them, and of
 * those that the condition is about.
 */
record DenseErrorClaim(int patterns, int dimension, HopfieldFactory memory) implements Claim {
  private static final double[] SIZES = {2, 8, 16};
  private static final double[] SHARES = {0.01, 0.1, 0.5};
  private static final double[] NORMS = {1, 2};

  /** From this beta m^2 on most queries end near their patterns. */
  private static final double RETRIEVING = 8;

  /** The share of queries under the condition that must have no larger error. */
  private static final double NEARLY_ALL = 0.99;

  /** How far queries lie from their patterns, in pattern norms. */
  private static final double NOISE = 0.4;

  /** What was measured, by whether there were no-op patterns and whether patterns are found. */
  private static final class Measured {
    private final List<Evidence> bySetting = new ArrayList<>();
    private final List<ErrorComparison> without = new ArrayList<>();
    private final List<ErrorComparison> with = new ArrayList<>();

    List<ErrorComparison> of(boolean noOps) {
      return noOps ? with : without;
    }
  }

  @Override
  public ClaimResult check() {
    Measured found = new Measured();
    Measured lost = new Measured();
    for (double size : SIZES) {
      Measured measured = size >= RETRIEVING ? found : lost;
      compare(size, 0, 0, measured);
      for (double share : SHARES) {
        for (double norm : NORMS) {
          compare(size, share, norm, measured);
        }
      }
    }
    List<Evidence> all = new ArrayList<>(lost.bySetting);
    all.addAll(found.bySetting);
    all.add(ratio("no no-ops", found.without));
    all.add(ratio("no-ops", found.with));
    return Findings.repaired(
        "patterns are found (beta m^2 >= 8) and there are no-op patterns that weigh at least as"
            + " much as the class that replaces them, sum exp(beta x^T xi) >= 1 over them: about"
            + " one of them that is not opposite to the query. Without no-op patterns the class"
            + " only shrinks what is retrieved",
        "error against the dense model",
        "OutEffHop's retrieval error is no larger than the dense model's",
        all,
        underCondition(found.with));
  }

  private static List<Evidence> underCondition(List<ErrorComparison> with) {
    List<ErrorComparison> heavy = with.stream().filter(c -> c.noOpWeight() >= 1).toList();
    return List.of(
        Evidence.atLeast("queries that the condition is about", heavy.size(), 1),
        Evidence.atLeast(
            "share of these queries with no larger error",
            share(heavy, ErrorComparison::noLarger),
            NEARLY_ALL));
  }

  /** Shown; the shares decide. */
  private static Evidence ratio(String where, List<ErrorComparison> compared) {
    return Evidence.of(
        "mean error relative to the dense model's: beta m^2 >= 8, " + where,
        mean(compared, ErrorComparison::outEffHop) / mean(compared, ErrorComparison::dense));
  }

  private void compare(double size, double share, double norm, Measured measured) {
    try (TensorScope scope = TensorScope.open()) {
      double radius = Math.sqrt(size);
      Tensor relevant = RandomPatterns.sphere(patterns, dimension, radius);
      long count = Math.round(patterns * share / (1 - share));
      Tensor noOps = count == 0 ? null : RandomPatterns.sphere(count, dimension, norm * radius);
      Tensor queries = RandomPatterns.near(relevant, NOISE * radius);
      List<ErrorComparison> compared = ErrorComparison.of(relevant, noOps, queries, memory);
      measured.of(count > 0).addAll(compared);
      measured.bySetting.add(
          Evidence.exactly(
              "share of queries with no larger error: " + setting(size, share, norm),
              share(compared, ErrorComparison::noLarger),
              1));
    }
  }

  private static String setting(double size, double share, double norm) {
    String noOps =
        share == 0
            ? "no no-ops"
            : String.format(Locale.ROOT, "%.0f%% no-ops of %.0f times the norm", 100 * share, norm);
    return String.format(Locale.ROOT, "beta m^2 %.0f, %s", size, noOps);
  }

  private static double mean(
      List<ErrorComparison> comparisons, ToDoubleFunction<ErrorComparison> error) {
    return comparisons.stream().mapToDouble(error).average().orElse(Double.NaN);
  }

  private static double share(List<ErrorComparison> comparisons, Predicate<ErrorComparison> which) {
    return mean(comparisons, c -> which.test(c) ? 1 : 0);
  }
}
