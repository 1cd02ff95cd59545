package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.naming.Named;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** How alike a query x and a pattern xi are; larger is more alike. */
public enum Similarity {
  /** x^T xi. */
  DOT_PRODUCT {
    @Override
    Tensor block(Tensor queries, Tensor patterns) {
      return queries.matmul(patterns.transpose(-2, -1));
    }
  },
  /** x^T xi / (||x|| ||xi||); neither can be zero. */
  COSINE {
    @Override
    Tensor block(Tensor queries, Tensor patterns) {
      return unit(queries, "query").matmul(unit(patterns, "pattern").transpose(-2, -1));
    }
  },
  /** -||x - xi||. */
  EUCLIDEAN {
    @Override
    Tensor block(Tensor queries, Tensor patterns) {
      return torch.cdist(queries, patterns).neg();
    }
  };

  /**
   * The similarities of queries [.., L, D] with patterns [.., M, D].
   *
   * @return [.., L, M]
   */
  abstract Tensor block(Tensor queries, Tensor patterns);

  /** The similarity of a name as printed, such as {@code dot-product}. */
  static Similarity of(String name) {
    return Named.value("similarity", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }

  /**
   * All similarities, computed block by block over the patterns.
   *
   * @param queries [L, D]
   * @return [L, M]
   */
  public Tensor of(Tensor queries, PatternStore patterns) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = queries.new_zeros(queries.size(0), patterns.count());
      for (long first = 0; first < patterns.count(); first += WeightedSum.BLOCK) {
        try (TensorScope step = TensorScope.open()) {
          long count = Math.min(WeightedSum.BLOCK, patterns.count() - first);
          all.narrow(1, first, count).copy_(block(queries, patterns.rows(first, count)));
        }
      }
      return scope.keep(all);
    }
  }

  private static Tensor unit(Tensor rows, String what) {
    Tensor norms = Vectors.norms(rows).unsqueeze(-1);
    if (Tensors.item(norms.eq(new Scalar(0.0)).any()) != 0) {
      throw new IllegalArgumentException(
          "a " + what + " is the zero vector, which has no cosine similarity");
    }
    return rows.div(norms);
  }
}
