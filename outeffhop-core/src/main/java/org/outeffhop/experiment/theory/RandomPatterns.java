package org.outeffhop.experiment.theory;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Random patterns and queries, float64, drawn from libtorch's seeded generator. */
final class RandomPatterns {
  private RandomPatterns() {}

  /** Uniform on the sphere of a radius, [count, dimension]. */
  static Tensor sphere(long count, long dimension, double radius) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor random = gaussian(count, dimension);
      return scope.keep(random.mul_(norms(random).reciprocal_().mul_(new Scalar(radius))));
    }
  }

  /** Standard normal, [count, dimension]. */
  static Tensor gaussian(long count, long dimension) {
    return torch.randn(count, dimension).to(ScalarType.Double);
  }

  /** Each row moved by a distance in a random direction. */
  static Tensor near(Tensor rows, double distance) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(rows.add(sphere(rows.size(0), rows.size(1), distance)));
    }
  }

  /** The Euclidean norm of each row, [count, 1]. */
  static Tensor norms(Tensor rows) {
    return rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
  }

  /** The rows as arrays. */
  static double[][] rows(Tensor tensor) {
    double[] flat = Tensors.toDoubles(tensor);
    int width = (int) tensor.size(1);
    double[][] rows = new double[flat.length / width][width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(flat, row * width, rows[row], 0, width);
    }
    return rows;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
