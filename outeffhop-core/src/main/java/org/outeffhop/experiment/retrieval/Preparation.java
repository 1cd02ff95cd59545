package org.outeffhop.experiment.retrieval;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
 * @param mean what the patterns have in common, [d]
 * @param scaled whether they are put on the sphere; if not, x := x - mean
 */
public record Preparation(Tensor mean, boolean scaled) {
  /** Takes away the patterns' mean and scales. */
  public static Preparation of(Tensor patterns) {
    return new Preparation(patterns.mean(new long[] {0}, false, null), true);
  }

  /** Leaves patterns as they are. */
  public static Preparation none(Tensor patterns) {
    return new Preparation(torch.zeros_like(patterns.select(0, 0)), false);
  }

  /** The norm of patterns on the sphere, sqrt(d - 1). */
  public static double norm(long size) {
    return Math.sqrt(size - 1.0);
  }

  /** Prepared patterns, [N, d]; the name says in messages where they come from. */
  public Tensor apply(Tensor patterns, String name) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(key(centred(patterns), name));
    }
  }

  /** Patterns without their mean. */
  Tensor centred(Tensor patterns) {
    return patterns.sub(mean);
  }

  /** Centred patterns on the sphere, where they are put there. */
  Tensor key(Tensor centred, String name) {
    return scaled ? onSphere(centred, name) : centred.clone();
  }

  /**
   * Patterns scaled to the norm sqrt(d - 1).
   *
   * @throws IllegalArgumentException if d is 1, or a pattern is zero
   */
  static Tensor onSphere(Tensor centred, String name) {
    if (centred.size(1) < 2) {
      throw new IllegalArgumentException(
          name + ": patterns have 1 number; on a sphere they take 2 or more");
    }
    Tensor norms = centred.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
    Tensor zero = norms.eq(new Scalar(0.0));
    if (Tensors.item(zero.any()) != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: pattern %.0f equals the mean of all, so it has no direction",
              name,
              Tensors.item(zero.to(ScalarType.Byte).argmax())));
    }
    return centred.div(norms).mul(new Scalar(norm(centred.size(1))));
  }
}
