package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Says which patterns are no-ops, irrelevant to a query: omega_mu = 1 for a no-op, 0 for the
 * others. The paper (Hu et al., ICML 2024, section 3.1) leaves the choice open; these are common
 * ones.
 *
 * <p>All but {@link NormZScore} and {@link None} depend on the query: {@link #noOps} answers for
 * each. A memory that classifies its patterns once, before it is asked, needs an answer that does
 * not: {@link #noOpsOfAll} calls a pattern a no-op when it is one for every query of a sample, so
 * that nothing is thrown away that a query of the sample wants. Either answer composes with {@link
 * NoOpMap Lambda}, which sends every no-op to the same class vector whatever the query was.
 *
 * <p>In a layer of a transformer the patterns are keys, and a query's memory are the keys that it
 * sees. So {@link #noOps(Tensor, Tensor, Tensor)} judges a key among those alone: in a causal model
 * no class depends on a later token, and none on padding.
 *
 * <p>A classifier has a name, by which settings and files know it: {@code norm-z-score:3}, {@code
 * similarity-threshold:cosine:0.2}, {@code top-k:dot-product:8}, {@code percentile:euclidean:50} or
 * {@code none}.
 */
public sealed interface NoOpClassifier {
  /**
   * omega for each query.
   *
   * @param patterns M patterns of size D
   * @param queries [L, D]
   * @return Bool, [L, M]
   */
  Tensor noOps(PatternStore patterns, Tensor queries);

  /**
   * omega of the keys of attention, for each query among the keys that it sees.
   *
   * @param query [B, H, L_q, D], not divided by sqrt(D); float32 or float64, as the keys
   * @param key [B, H, L_k, D]
   * @param visible Bool, broadcastable to [B, H, L_q, L_k]
   * @return Bool, broadcastable to [B, H, L_q, L_k]; of no meaning for keys that are not seen
   */
  Tensor noOps(Tensor query, Tensor key, Tensor visible);

  /**
   * The classifier of a name.
   *
   * @throws IllegalArgumentException if there is none, or its number cannot be
   */
  static NoOpClassifier of(String name) {
    return NoOpClassifierNames.classifier(name);
  }

  /**
   * The patterns that are no-ops for every query of a sample.
   *
   * @param sample [L, D]
   * @return M marks
   */
  default boolean[] noOpsOfAll(PatternStore patterns, Tensor sample) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor queries = Vectors.rows(sample, patterns.dimension(), patterns.type(), "queries");
      Vectors.requireFinite(queries, "query", 0);
      Tensor all = torch.ones(patterns.count()).to(ScalarType.Bool);
      long rows = Math.max(1, WeightedSum.SCORES / patterns.count());
      for (long row = 0; row < queries.size(0); row += rows) {
        try (TensorScope step = TensorScope.open()) {
          Tensor group = queries.narrow(0, row, Math.min(rows, queries.size(0) - row));
          all.logical_and_(noOps(patterns, group).all(0, false));
        }
      }
      double[] marks = Tensors.toDoubles(all);
      boolean[] result = new boolean[marks.length];
      for (int i = 0; i < marks.length; i++) {
        result[i] = marks[i] != 0;
      }
      return result;
    }
  }

  /** omega_mu = 0 for all: what is left is Softmax1's no-op class alone. */
  record None() implements NoOpClassifier {
    @Override
    public Tensor noOps(PatternStore patterns, Tensor queries) {
      return queries.new_zeros(queries.size(0), patterns.count()).to(ScalarType.Bool);
    }

    @Override
    public Tensor noOps(Tensor query, Tensor key, Tensor visible) {
      return torch.zeros_like(visible);
    }

    @Override
    public String toString() {
      return NoOpClassifierNames.NONE;
    }
  }

  /**
   * omega_mu = 1 where the similarity with the query is below a threshold; for the distance, where
   * ||x - xi_mu|| is above it.
   */
  record SimilarityThreshold(Similarity similarity, double threshold) implements NoOpClassifier {
    public SimilarityThreshold {
      if (Double.isNaN(threshold)) {
        throw new IllegalArgumentException("the similarity threshold is not a number");
      }
    }

    @Override
    public Tensor noOps(PatternStore patterns, Tensor queries) {
      try (TensorScope scope = TensorScope.open()) {
        return scope.keep(similarity.of(queries, patterns).lt(least()));
      }
    }

    @Override
    public Tensor noOps(Tensor query, Tensor key, Tensor visible) {
      return similarity.block(query, key).lt(least());
    }

    private Scalar least() {
      return new Scalar(similarity == Similarity.EUCLIDEAN ? -threshold : threshold);
    }

    @Override
    public String toString() {
      return NoOpClassifierNames.of(NoOpClassifierNames.THRESHOLD, similarity, threshold);
    }
  }

  /** omega_mu = 0 for the k patterns most similar to the query (more if they tie), 1 else. */
  record TopK(Similarity similarity, long k) implements NoOpClassifier {
    public TopK {
      if (k < 1) {
        throw new IllegalArgumentException("k is " + k + "; at least one pattern must be kept");
      }
    }

    @Override
    public Tensor noOps(PatternStore patterns, Tensor queries) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor all = similarity.of(queries, patterns);
        long kept = Math.min(k, patterns.count());
        Tensor least = torch.topk(all, kept).get0().narrow(1, kept - 1, 1);
        return scope.keep(all.lt(least));
      }
    }

    @Override
    public Tensor noOps(Tensor query, Tensor key, Tensor visible) {
      Tensor all = seen(similarity, query, key, visible);
      long kept = Math.min(k, key.size(2));
      return all.lt(torch.topk(all, kept).get0().narrow(3, kept - 1, 1));
    }

    @Override
    public String toString() {
      return NoOpClassifierNames.of(NoOpClassifierNames.TOP_K, similarity, k);
    }
  }

  /**
   * omega_mu = 1 for the given percentage of patterns that are least similar to the query, rounded
   * down.
   */
  record Percentile(Similarity similarity, double percent) implements NoOpClassifier {
    public Percentile {
      if (!(percent >= 0) || percent >= 100) {
        throw new IllegalArgumentException(
            "the percentage is " + percent + "; it takes 0 to less than 100");
      }
    }

    @Override
    public Tensor noOps(PatternStore patterns, Tensor queries) {
      long dropped = (long) Math.floor(percent / 100 * patterns.count());
      return new TopK(similarity, patterns.count() - dropped).noOps(patterns, queries);
    }

    @Override
    public Tensor noOps(Tensor query, Tensor key, Tensor visible) {
      Tensor all = seen(similarity, query, key, visible);
      Tensor count = visible.to(ScalarType.Double).sum(new long[] {-1}, true, null);
      Tensor dropped = count.mul(new Scalar(percent / 100)).floor();
      Tensor last = count.sub(dropped).sub(new Scalar(1)).clamp_min(new Scalar(0));
      long[] rows = {all.size(0), all.size(1), all.size(2), 1};
      Tensor descending = torch.sort(all, -1, true).get0();
      return all.lt(descending.gather(3, last.to(ScalarType.Long).expand(rows)));
    }

    @Override
    public String toString() {
      return NoOpClassifierNames.of(NoOpClassifierNames.PERCENTILE, similarity, percent);
    }
  }

  /**
   * omega_mu = 1 where | ||xi_mu|| - mean | / s is above a limit, with the mean and the standard
   * deviation s of all patterns' norms. It does not depend on the query.
   */
  record NormZScore(double limit) implements NoOpClassifier {
    public NormZScore {
      if (!(limit > 0)) {
        throw new IllegalArgumentException("the z-score is " + limit + "; it must be positive");
      }
    }

    @Override
    public Tensor noOps(PatternStore patterns, Tensor queries) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor norms = Vectors.norms(patterns);
        Tensor distance = norms.sub(norms.mean()).abs();
        Tensor deviation = distance.square().mean().sqrt();
        Tensor outliers = distance.gt(deviation.mul(new Scalar(limit)));
        return scope.keep(outliers.unsqueeze(0).expand(queries.size(0), patterns.count()));
      }
    }

    @Override
    public Tensor noOps(Tensor query, Tensor key, Tensor visible) {
      Tensor seen = visible.to(Tensors.type(key));
      Tensor count = sum(seen);
      Tensor norms = Vectors.norms(key).unsqueeze(2);
      Tensor distance = norms.sub(sum(norms.mul(seen)).div(count)).abs();
      Tensor deviation = sum(distance.square().mul(seen)).div(count).sqrt();
      return distance.gt(deviation.mul(new Scalar(limit)));
    }

    private static Tensor sum(Tensor x) {
      return x.sum(new long[] {-1}, true, null);
    }

    @Override
    public String toString() {
      return NoOpClassifierNames.of(NoOpClassifierNames.NORM, limit);
    }
  }

  /** Similarities, minus infinity with keys that a query does not see. */
  private static Tensor seen(Similarity similarity, Tensor query, Tensor key, Tensor visible) {
    return similarity
        .block(query, key)
        .masked_fill(visible.logical_not(), new Scalar(Double.NEGATIVE_INFINITY));
  }
}
