package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;

/**
 * One query's errors: dense over relevant patterns and no-ops, OutEffHop over the relevant ones and
 * the no-op class, beta = 1.
 *
 * <p>With S the weight of the relevant patterns, a what the dense model would retrieve of them
 * alone, and N, b the weight and the weighted mean of the no-op patterns:
 *
 * <pre>
 *   dense      T(x) - xi = (S (a - xi) + N (b - xi)) / (S + N)
 *   OutEffHop  T(x) - xi = (S (a - xi) +   (0 - xi)) / (S + 1)
 * </pre>
 *
 * @param dense ||T(x) - xi|| as retrieved
 * @param outEffHop the same
 * @param noOpWeight N = sum of exp(x^T xi) over the no-op patterns, against 1 of the class that
 *     stands for them
 */
record ErrorComparison(double dense, double outEffHop, double noOpWeight) {
  boolean noLarger() {
    return outEffHop <= dense;
  }

  /**
   * Both memories asked.
   *
   * @param relevant [M, D]
   * @param noOps [K, D], or null
   * @param queries query i is meant for relevant pattern i
   * @param memory makes the outlier-efficient one
   */
  static List<ErrorComparison> of(
      Tensor relevant, Tensor noOps, Tensor queries, HopfieldFactory memory) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = noOps == null ? relevant : torch.cat(new TensorVector(relevant, noOps), 0);
      double[][] dense = RandomPatterns.rows(HopfieldFactory.DENSE.of(all, 1).retrieve(queries));
      double[][] outEffHop = RandomPatterns.rows(memory.of(relevant, 1).retrieve(queries));
      double[][] xi = RandomPatterns.rows(relevant);
      double[][] outliers = noOps == null ? new double[0][] : RandomPatterns.rows(noOps);
      double[][] x = RandomPatterns.rows(queries);
      List<ErrorComparison> comparisons = new ArrayList<>();
      for (int mu = 0; mu < x.length; mu++) {
        comparisons.add(
            new ErrorComparison(
                RandomPatterns.distance(dense[mu], xi[mu]),
                RandomPatterns.distance(outEffHop[mu], xi[mu]),
                weight(x[mu], outliers)));
      }
      return comparisons;
    }
  }

  private static double weight(double[] x, double[][] patterns) {
    double weight = 0;
    for (double[] pattern : patterns) {
      weight += Math.exp(RandomPatterns.dot(x, pattern));
    }
    return weight;
  }
}
