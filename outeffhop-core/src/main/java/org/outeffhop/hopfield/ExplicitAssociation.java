package org.outeffhop.hopfield;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;

/**
 * The formula as it stands: p = softmax(beta X Xi^T), T = p Xi, for softmaxes that must see all
 * scores of a query at once.
 *
 * <p>Memory: queries are taken in groups, so that {@link WeightedSum#SCORES} scores are held, or M
 * where that is more; sparsemax and entmax need about ten times as much to sort them.
 *
 * @param noOps the patterns that are no-ops for each query, Bool, [L, M]; null for none
 */
record ExplicitAssociation(EnergySoftmax softmax, double beta, PatternStore patterns, Tensor noOps)
    implements StoredAssociation {
  ExplicitAssociation(EnergySoftmax softmax, double beta, PatternStore patterns) {
    this(softmax, beta, patterns, null);
  }

  @Override
  public Readout read(Tensor query) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      WeightedSum sum = new WeightedSum(query, patterns, patterns, 0);
      Tensor potential = query.new_zeros(query.size(0));
      forEachGroup(
          query,
          (row, scores) -> {
            potential.narrow(0, row, scores.size(0)).copy_(softmax.potential(scores));
            add(sum, row, scores);
          });
      return new Readout(sum.result(scope).values(), scope.keep(potential));
    }
  }

  @Override
  public Lookup lookup(Tensor query, Tensor potential, PatternStore values, int top) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      WeightedSum sum = new WeightedSum(query, values, patterns, top);
      forEachGroup(query, (row, scores) -> add(sum, row, scores));
      return sum.result(scope);
    }
  }

  private void add(WeightedSum sum, long row, Tensor scores) {
    Tensor weights = softmax.apply(scores);
    sum.add(row, scores.size(0), (first, count) -> weights.narrow(1, first, count));
  }

  /** What is done with the scores, [g, M], of the queries from {@code row} on. */
  private interface Group {
    void accept(long row, Tensor scores);
  }

  private void forEachGroup(Tensor query, Group group) {
    long rows = Math.max(1, WeightedSum.SCORES / patterns.count());
    for (long row = 0; row < query.size(0); row += rows) {
      try (TensorScope scope = TensorScope.open()) {
        long size = Math.min(rows, query.size(0) - row);
        Tensor scores = scores(query.narrow(0, row, size));
        if (noOps != null) {
          scores.masked_fill_(noOps.narrow(0, row, size), new Scalar(Double.NEGATIVE_INFINITY));
        }
        group.accept(row, scores);
      }
    }
  }

  private Tensor scores(Tensor query) {
    Tensor scores = query.new_zeros(query.size(0), patterns.count());
    for (long first = 0; first < patterns.count(); first += WeightedSum.BLOCK) {
      try (TensorScope scope = TensorScope.open()) {
        long count = Math.min(WeightedSum.BLOCK, patterns.count() - first);
        Tensor block = query.matmul(patterns.rows(first, count).t());
        scores.narrow(1, first, count).copy_(block.mul_(new Scalar(beta)));
      }
    }
    return scores;
  }
}
