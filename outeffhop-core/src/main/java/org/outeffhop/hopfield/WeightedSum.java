package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;

/**
 * sum_mu p_mu v_mu and the largest p_mu, gathered block by block over the patterns and group by
 * group over the queries, so that never more than {@link #SCORES} weights are held (or one query's,
 * for a softmax that must see them all).
 */
final class WeightedSum {
  /** The most weights that are held at once: 16 MiB of float32. */
  static final long SCORES = 1L << 22;

  /** Patterns of a block: enough for a fast matrix product, and few enough for the cache. */
  static final long BLOCK = 1L << 12;

  private final PatternStore values;
  private final long patterns;
  private final int top;
  private final Tensor sum;
  private final Tensor weights;
  private final Tensor positions;

  /** The weights of a group of queries, [queries, count], for patterns from {@code first} on. */
  @FunctionalInterface
  interface Weights {
    Tensor of(long first, long count);
  }

  /**
   * Nothing gathered yet.
   *
   * @param query [L, D]
   * @param values what is summed; null for nothing
   * @param patterns whose weights these are
   * @param top how many of the largest weights are kept, if there are as many; may be 0
   */
  WeightedSum(Tensor query, PatternStore values, PatternStore patterns, int top) {
    this.values = values;
    this.patterns = patterns.count();
    this.top = (int) Math.min(top, this.patterns);
    long queries = query.size(0);
    sum = values == null ? null : query.new_zeros(queries, values.dimension());
    weights = query.new_zeros(queries, this.top);
    positions = query.new_zeros(queries, this.top).to(torch.ScalarType.Long);
  }

  /** Gathers all patterns' weights for the queries from {@code row} on. */
  void add(long row, long queries, Weights source) {
    Best best = null;
    for (long first = 0; first < patterns; first += BLOCK) {
      try (TensorScope scope = TensorScope.open()) {
        long count = Math.min(BLOCK, patterns - first);
        Tensor block = source.of(first, count);
        if (sum != null) {
          sum.narrow(0, row, queries).addmm_(block, values.rows(first, count));
        }
        if (top > 0) {
          best = Best.of(block, first, top).joined(best, top).kept(scope);
        }
      }
    }
    if (best != null) {
      weights.narrow(0, row, queries).copy_(best.weights());
      positions.narrow(0, row, queries).copy_(best.positions());
    }
  }

  StoredAssociation.Lookup result(TensorScope scope) {
    if (sum != null) {
      scope.keep(sum);
    }
    return new StoredAssociation.Lookup(sum, scope.keep(weights), scope.keep(positions));
  }

  /**
   * The largest weights so far, descending, [queries, k], and where they are. The bindings' tuple
   * owns its tensors; detaching gives one that outlives it.
   */
  private record Best(Tensor weights, Tensor positions) {
    static Best of(Tensor block, long first, int top) {
      T_TensorTensor_T largest = torch.topk(block, Math.min(top, block.size(1)));
      return new Best(largest.get0().detach(), largest.get1().add(new Scalar(first)));
    }

    Best joined(Best other, int top) {
      if (other == null) {
        return this;
      }
      Tensor all = torch.cat(new TensorVector(other.weights, weights), 1);
      Tensor where = torch.cat(new TensorVector(other.positions, positions), 1);
      T_TensorTensor_T largest = torch.topk(all, Math.min(top, all.size(1)));
      return new Best(largest.get0().detach(), where.gather(1, largest.get1()));
    }

    Best kept(TensorScope scope) {
      return new Best(scope.keep(weights), scope.keep(positions));
    }
  }
}
