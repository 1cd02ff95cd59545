package org.outeffhop.experiment.retrieval;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * x := sqrt(d - 1) (x - mean) / ||x - mean||, which puts patterns on one sphere.
 *
 * <p>Images share much: their inner products say little until what is common is taken away, and of
 * two patterns the one of larger norm wins. The radius is the one for which beta 1 stores a number
 * of random patterns that grows exponentially in d (Ramsauer et al. 2021, arXiv 2008.02217, theorem
 * 3 with K = 1).
 *
 * @param mean what the patterns have in common, [d]; zeros to leave them where they are
 */
public record Preparation(Tensor mean) {
  /** Takes away the patterns' mean. */
  public static Preparation of(Tensor patterns) {
    return new Preparation(patterns.mean(new long[] {0}, false, null));
  }

  /** The norm of prepared patterns of size d. */
  public static double norm(long size) {
    return Math.sqrt(size - 1.0);
  }

  /**
   * Prepared patterns.
   *
   * @param patterns [N, d], d at least 2
   * @param name where they come from, for the message
   * @throws IllegalArgumentException if one is the mean itself
   */
  public Tensor apply(Tensor patterns, String name) {
    if (patterns.size(1) < 2) {
      throw new IllegalArgumentException(
          name
              + ": patterns have "
              + patterns.size(1)
              + " number; on a sphere they take 2 or more");
    }
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(onSphere(patterns.sub(mean), name));
    }
  }

  /** Patterns scaled to the norm sqrt(d - 1). */
  static Tensor onSphere(Tensor patterns, String name) {
    Tensor norms = patterns.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
    Tensor zero = norms.eq(new Scalar(0.0));
    if (Tensors.item(zero.any()) != 0) {
      throw new IllegalArgumentException(
          "%s: pattern %d equals the mean of all, so it has no direction"
              .formatted(name, (long) Tensors.item(zero.to(ScalarType.Byte).argmax())));
    }
    return patterns.div(norms).mul(new Scalar(norm(patterns.size(1))));
  }
}
