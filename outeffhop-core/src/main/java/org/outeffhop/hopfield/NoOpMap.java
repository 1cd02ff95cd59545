package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;

/**
 * Lambda: (xi, omega) goes to (xi, 0) where omega = 0, and to Omega = (0, .., 0, C) where it is
 * not; a query goes to (x, 0).
 *
 * <p>It does not depend on the query. Omega^T (x, 0) = 0, so all no-ops together are the one term
 * exp(0) = 1 of Softmax1's denominator, and Omega's only coordinate is one that states do not have.
 * A memory never forms these vectors: it leaves the no-ops out ({@link RelevantPatterns}) and adds
 * the 1.
 *
 * <p>Source: Hu et al., ICML 2024 (arXiv 2404.03828), section 3.1.
 *
 * @param c C, not 0
 */
public record NoOpMap(double c) {
  public NoOpMap {
    if (c == 0 || Double.isNaN(c) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("C is " + c + "; it must be finite and not 0");
    }
  }

  /**
   * The mapped patterns.
   *
   * @param patterns [M, D]
   * @param noOps Bool, [M]
   * @return [M, D + 1]
   */
  public Tensor patterns(Tensor patterns, Tensor noOps) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor marks = noOps.to(patterns.scalar_type()).unsqueeze(1);
      Tensor relevant = patterns.mul(torch.ones_like(marks).sub(marks));
      return scope.keep(torch.cat(new TensorVector(relevant, marks.mul(new Scalar(c))), 1));
    }
  }

  /**
   * (x, 0).
   *
   * @param queries [L, D]
   * @return [L, D + 1]
   */
  public Tensor queries(Tensor queries) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(
          torch.cat(new TensorVector(queries, queries.new_zeros(queries.size(0), 1)), 1));
    }
  }
}
