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
      double least = similarity == Similarity.EUCLIDEAN ? -threshold : threshold;
      try (TensorScope scope = TensorScope.open()) {
        return scope.keep(similarity.of(queries, patterns).lt(new Scalar(least)));
      }
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
  }
}
