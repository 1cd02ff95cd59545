package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Refuses patterns and queries that cannot be used, before anything is computed. */
final class Vectors {
  private Vectors() {}

  static void requireBeta(double beta) {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta is " + beta + "; it must be positive and finite");
    }
  }

  static void requireFloating(Tensor tensor, String what) {
    requireFloating(Tensors.type(tensor), what);
    if (tensor.is_cuda()) {
      throw new IllegalArgumentException(what + " are on a GPU; the memory computes on the CPU");
    }
  }

  static void requireFloating(ScalarType type, String what) {
    if (type != ScalarType.Float && type != ScalarType.Double) {
      throw new IllegalArgumentException(
          what + " has elements of type " + type + "; they must be Float or Double");
    }
  }

  static void requireMatrix(Tensor tensor, String what) {
    if (tensor.dim() != 2 || tensor.size(0) < 1 || tensor.size(1) < 1) {
      throw new IllegalArgumentException(
          what
              + " have shape "
              + java.util.Arrays.toString(Tensors.shape(tensor))
              + "; they take [count, dimension], at least one of each");
    }
  }

  /** A vector or a matrix as a contiguous matrix, [count, dimension]. */
  static Tensor rows(Tensor tensor, long dimension, ScalarType type, String what) {
    requireFloating(tensor, what);
    Tensor matrix = tensor.dim() == 1 ? tensor.unsqueeze(0) : tensor;
    requireMatrix(matrix, what);
    if (matrix.size(1) != dimension) {
      throw new IllegalArgumentException(
          what
              + " have dimension "
              + matrix.size(1)
              + ", the memory's patterns have "
              + dimension
              + "; they must agree");
    }
    if (Tensors.type(matrix) != type) {
      throw new IllegalArgumentException(
          what + " are of type " + Tensors.type(matrix) + ", the memory's patterns of " + type);
    }
    return matrix.contiguous();
  }

  /**
   * Refuses rows with a value that is not finite.
   *
   * @param what one of them, such as {@code pattern}
   * @param offset the number of the first row
   */
  static void requireFinite(Tensor rows, String what, long offset) {
    for (long first = 0; first < rows.size(0); first += BlockwiseAssociation.BLOCK) {
      try (TensorScope scope = TensorScope.open()) {
        long count = Math.min(BlockwiseAssociation.BLOCK, rows.size(0) - first);
        Tensor bad = rows.narrow(0, first, count).isfinite().all(-1, false).logical_not();
        if (Tensors.item(bad.any()) != 0) {
          long row = offset + first + Tensors.toLongs(bad.nonzero())[0];
          throw new IllegalArgumentException(
              what + " " + row + " has a value that is not finite (NaN or infinity)");
        }
      }
    }
  }

  /** The largest Euclidean norm of the patterns, all of which are checked to be finite. */
  static double largestNorm(PatternStore patterns) {
    double largest = 0;
    for (long first = 0; first < patterns.count(); first += BlockwiseAssociation.BLOCK) {
      try (TensorScope scope = TensorScope.open()) {
        long count = Math.min(BlockwiseAssociation.BLOCK, patterns.count() - first);
        Tensor rows = patterns.rows(first, count);
        requireFinite(rows, "pattern", first);
        largest = Math.max(largest, Tensors.item(norms(rows).max()));
      }
    }
    return largest;
  }

  /** The Euclidean norm of every row. */
  static Tensor norms(Tensor rows) {
    return rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, false);
  }

  /** The Euclidean norm of every pattern, [M]. */
  static Tensor norms(PatternStore patterns) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor norms = Tensors.empty(patterns.type(), patterns.count());
      for (long first = 0; first < patterns.count(); first += BlockwiseAssociation.BLOCK) {
        try (TensorScope step = TensorScope.open()) {
          long count = Math.min(BlockwiseAssociation.BLOCK, patterns.count() - first);
          norms.narrow(0, first, count).copy_(norms(patterns.rows(first, count)));
        }
      }
      return scope.keep(norms);
    }
  }
}
