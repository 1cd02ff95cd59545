package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.tensor.TensorScope;

/**
 * The paper's claim that OutEffHop's retrieval error is no larger than the dense model's, over beta
 * m^2, the share of no-op patterns and their norm. The no-op class takes weight and is the zero
 * vector, so it shrinks what is retrieved; what it saves is the pull of the no-op patterns.
 */
record DenseErrorClaim(int patterns, int dimension) implements Claim {
  private static final double[] SIZES = {2, 8, 16};
  private static final double[] SHARES = {0.01, 0.1, 0.5};
  private static final double[] NORMS = {1, 2};

  /** From this beta m^2 on most queries end near their patterns. */
  private static final double RETRIEVING = 8;

  /** How far queries lie from their patterns, in pattern norms. */
  private static final double NOISE = 0.4;

  @Override
  public String name() {
    return "error against the dense model";
  }

  @Override
  public ClaimResult check() {
    List<Evidence> evidence = new ArrayList<>();
    List<ErrorComparison> without = new ArrayList<>();
    List<ErrorComparison> with = new ArrayList<>();
    List<ErrorComparison> retrieving = new ArrayList<>();
    for (double size : SIZES) {
      without.addAll(compare(size, 0, 0, evidence));
      for (double share : SHARES) {
        for (double norm : NORMS) {
          List<ErrorComparison> compared = compare(size, share, norm, evidence);
          with.addAll(compared);
          if (size >= RETRIEVING) {
            retrieving.addAll(compared);
          }
        }
      }
    }
    double exact = share(without, c -> c.condition() == c.noLarger());
    double roughly = share(with, c -> c.condition() == c.noLarger());
    double whereItWorks = share(retrieving, c -> c.condition() == c.noLarger());
    evidence.add(
        new Evidence("share of queries where the condition decides it, no no-ops", exact, "1"));
    evidence.add(
        new Evidence("share of queries where the condition decides it, no-ops", roughly, ""));
    evidence.add(
        new Evidence(
            "the same for beta m^2 >= 8, where patterns are found", whereItWorks, "near 1"));
    boolean always =
        share(without, ErrorComparison::noLarger) == 1
            && share(with, ErrorComparison::noLarger) == 1;
    return new ClaimResult(
        name(),
        "OutEffHop's retrieval error is no larger than the dense model's",
        always ? Verdict.HOLDS : exact == 1 ? Verdict.HOLDS_ONLY_WHERE : Verdict.DOES_NOT_HOLD,
        always || exact < 1
            ? ""
            : "there are no-op patterns that pull harder than the class that replaces them: N ||b -"
                + " xi|| / (S + N) >= ||xi|| / (S + 1), with S, N the sums of exp(beta x^T xi) over"
                + " relevant and no-op patterns, b the no-ops' weighted mean (to first order: N >= 1,"
                + " about one no-op pattern that is not opposite to x). Without no-op patterns only"
                + " where p_0 <= 2 (1 - a^T xi / ||a||^2), a the dense retrieval: where that is"
                + " wrong anyway",
        evidence);
  }

  private List<ErrorComparison> compare(
      double size, double share, double norm, List<Evidence> evidence) {
    try (TensorScope scope = TensorScope.open()) {
      double radius = Math.sqrt(size);
      Tensor relevant = RandomPatterns.sphere(patterns, dimension, radius);
      long count = Math.round(patterns * share / (1 - share));
      Tensor noOps = count == 0 ? null : RandomPatterns.sphere(count, dimension, norm * radius);
      Tensor queries = RandomPatterns.near(relevant, NOISE * radius);
      List<ErrorComparison> compared = ErrorComparison.of(relevant, noOps, queries);
      String where =
          String.format(
              Locale.ROOT,
              "share of queries with no larger error: beta m^2 %.0f, %s",
              size,
              count == 0
                  ? "no no-ops"
                  : String.format(
                      Locale.ROOT, "%.0f%% no-ops of %.0f times the norm", 100 * share, norm));
      evidence.add(new Evidence(where, share(compared, ErrorComparison::noLarger), "1"));
      return compared;
    }
  }

  private static double share(List<ErrorComparison> comparisons, Predicate<ErrorComparison> which) {
    return (double) comparisons.stream().filter(which).count() / comparisons.size();
  }
}
