package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.EnergySoftmax;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
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
 * @param dense ||T(x) - xi||
 * @param outEffHop the same
 * @param condition whether theory expects OutEffHop's error to be no larger: without no-ops,
 *     exactly where the no-op mass p_0 is at most 2 (1 - a^T xi / ||a||^2); with them, where N ||b
 *     - xi|| / (S + N) is at least ||xi|| / (S + 1), which leaves a - xi out
 */
record ErrorComparison(double dense, double outEffHop, boolean condition) {
  boolean noLarger() {
    return outEffHop <= dense;
  }

  /** Weight and weighted mean of some patterns for a query. */
  private record Pull(double weight, double[] mean) {
    static Pull of(double[] x, double[][] patterns) {
      double weight = 0;
      double[] mean = new double[x.length];
      for (double[] pattern : patterns) {
        double share = Math.exp(RandomPatterns.dot(x, pattern));
        weight += share;
        for (int i = 0; i < mean.length; i++) {
          mean[i] += share * pattern[i];
        }
      }
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= weight;
      }
      return new Pull(weight, mean);
    }
  }

  /**
   * Both memories asked.
   *
   * @param relevant [M, D]
   * @param noOps [K, D], or null
   * @param queries query i is meant for relevant pattern i
   */
  static List<ErrorComparison> of(Tensor relevant, Tensor noOps, Tensor queries) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = noOps == null ? relevant : torch.cat(new TensorVector(relevant, noOps), 0);
      double[][] dense = retrieved(all, queries, new Softmax());
      double[][] outEffHop = retrieved(relevant, queries, new Softmax1());
      double[][] xi = RandomPatterns.rows(relevant);
      double[][] outliers = noOps == null ? new double[0][] : RandomPatterns.rows(noOps);
      double[][] x = RandomPatterns.rows(queries);
      List<ErrorComparison> comparisons = new ArrayList<>();
      for (int mu = 0; mu < x.length; mu++) {
        Pull good = Pull.of(x[mu], xi);
        boolean condition =
            outliers.length == 0
                ? withoutNoOps(xi[mu], good)
                : withNoOps(xi[mu], good, Pull.of(x[mu], outliers));
        comparisons.add(
            new ErrorComparison(
                RandomPatterns.distance(dense[mu], xi[mu]),
                RandomPatterns.distance(outEffHop[mu], xi[mu]),
                condition));
      }
      return comparisons;
    }
  }

  private static boolean withoutNoOps(double[] xi, Pull good) {
    double[] a = good.mean();
    double noOpMass = 1 / (1 + good.weight());
    return noOpMass <= 2 * (1 - RandomPatterns.dot(a, xi) / RandomPatterns.dot(a, a));
  }

  private static boolean withNoOps(double[] xi, Pull good, Pull bad) {
    double s = good.weight();
    double n = bad.weight();
    return n * RandomPatterns.distance(bad.mean(), xi) / (s + n)
        >= RandomPatterns.norm(xi) / (s + 1);
  }

  private static double[][] retrieved(Tensor patterns, Tensor queries, EnergySoftmax softmax) {
    return RandomPatterns.rows(
        new OutlierEfficientHopfield(MemoryPatterns.of(patterns), softmax, 1).retrieve(queries));
  }
}
