package org.outeffhop.experiment.theory;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.PatternStore;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Patterns of which some are known to be outliers, which no query should retrieve. Good patterns
 * lie in a subspace of a quarter of the dimensions and have norms between 0.8 and 1.2; every one
 * has a query, itself with noise of length 0.5 in that subspace.
 *
 * @param patterns [M, D]: good patterns first, then outliers
 * @param good the number of good patterns, and of queries
 * @param queries [good, D], in the order of the patterns they are meant for
 * @param sample other queries of the same kind, for classifiers that are asked beforehand
 */
record OutlierData(MemoryPatterns patterns, int good, Tensor queries, Tensor sample)
    implements AutoCloseable {
  /** The inverse temperature at which good patterns alone are retrieved. */
  static final double BETA = 25;

  private static final double NOISE = 0.5;
  private static final double SMALLEST = 1.5;
  private static final double LARGEST = 6.5;
  private static final double NORM_SPREAD = 0.2;
  private static final int SUBSPACE = 4;

  /**
   * A data set in float64 from libtorch's generator.
   *
   * @param count patterns in all
   * @param share how many of them are outliers
   */
  static OutlierData plant(OutlierKind kind, int count, int dimension, double share) {
    requirePlantable(count, dimension, share);
    int bad = outlierCount(count, share);
    int good = count - bad;
    try (TensorScope scope = TensorScope.open()) {
      Tensor basis = basis(dimension, dimension / SUBSPACE);
      Tensor inside = goodPatterns(good, basis);
      Tensor outside = outliers(kind, bad, inside, basis);
      Tensor all = torch.cat(new TensorVector(inside, outside), 0);
      Tensor sample = scope.keep(noisy(inside, basis));
      return new OutlierData(
          MemoryPatterns.of(all), good, scope.keep(noisy(inside, basis)), sample);
    }
  }

  static void requirePlantable(int count, int dimension, double share) {
    int bad = outlierCount(count, share);
    if (!(share > 0) || bad < 1 || bad >= count || dimension < SUBSPACE) {
      throw new IllegalArgumentException(
          ("%d patterns of dimension %d with a share of %s outliers: it takes at least one outlier,"
                  + " one good pattern and %d dimensions")
              .formatted(count, dimension, share, SUBSPACE));
    }
  }

  static int outlierCount(int count, double share) {
    return (int) Math.round(share * count);
  }

  /** Orthonormal rows, [size, dimension]. */
  private static Tensor basis(int dimension, int size) {
    return torch.linalg_qr(RandomPatterns.gaussian(dimension, size)).get0().t();
  }

  private static Tensor goodPatterns(int count, Tensor basis) {
    Tensor norms = uniform(count, 1 - NORM_SPREAD, 1 + NORM_SPREAD);
    return RandomPatterns.sphere(count, basis.size(0), 1).mul(norms).matmul(basis);
  }

  private static Tensor uniform(int count, double from, double to) {
    return torch
        .rand(count, 1)
        .to(ScalarType.Double)
        .mul(new Scalar(to - from))
        .add(new Scalar(from));
  }

  private static Tensor outliers(OutlierKind kind, int count, Tensor good, Tensor basis) {
    Tensor any = RandomPatterns.sphere(count, good.size(1), 1);
    return switch (kind) {
      case LARGE_NORM -> any.mul(uniform(count, SMALLEST, LARGEST));
      case OFF_MANIFOLD -> {
        Tensor off = any.sub(any.matmul(basis.t()).matmul(basis));
        int[] copied = new int[count];
        Arrays.setAll(copied, i -> i % (int) good.size(0));
        Tensor copies = good.index_select(0, Tensors.ofIndices(copied, count));
        yield copies.add(off.div(RandomPatterns.norms(off)));
      }
    };
  }

  private static Tensor noisy(Tensor targets, Tensor basis) {
    Tensor noise = RandomPatterns.sphere(targets.size(0), basis.size(0), NOISE);
    return targets.add(noise.matmul(basis));
  }

  /** Whether each pattern is an outlier. */
  boolean[] outliers() {
    boolean[] marks = new boolean[Math.toIntExact(patterns.count())];
    Arrays.fill(marks, good, marks.length, true);
    return marks;
  }

  /**
   * ||T(x) - xi|| / ||xi|| of one step, in the mean over the queries.
   *
   * @param relevant the patterns that are left
   */
  double error(PatternStore relevant) {
    try (TensorScope scope = TensorScope.open()) {
      return error(new OutlierEfficientHopfield(relevant, new Softmax1(), BETA).retrieve(queries));
    }
  }

  /** The same of what was retrieved for the queries. */
  double error(Tensor retrieved) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor targets = patterns.rows(0, good);
      Tensor distances = RandomPatterns.norms(retrieved.sub(targets));
      return Tensors.item(distances.div(RandomPatterns.norms(targets)).mean());
    }
  }

  @Override
  public void close() {
    patterns.close();
  }
}
