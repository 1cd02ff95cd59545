package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.tensor.TensorScope;

/**
 * One step from a query x towards the pattern xi_mu it is meant for, with its errors and bounds.
 *
 * @param m the largest pattern norm
 * @param dense ||T(x) - xi_mu|| with softmax
 * @param outEffHop the same with Softmax1
 * @param printed the dense model's bound as printed, 2 m (M-1) exp(-beta (xi_mu^T x - max_{nu !=
 *     mu} xi_mu^T xi_nu))
 * @param sound the same with x^T xi_nu in the maximum: 1 - p_mu is at most (M-1) exp(..) of this
 * @param noOp m exp(-beta xi_mu^T x), what the no-op class adds to the sound bound
 * @param slack sum_{nu != mu} (exp(beta max_{kappa != mu} x^T xi_kappa) - exp(beta x^T xi_nu)): how
 *     far the other patterns fall short of the worst case that the bound allows for
 */
record BoundedRetrieval(
    double m,
    double dense,
    double outEffHop,
    double printed,
    double sound,
    double noOp,
    double slack) {
  /** Rounding of float64 is no violation. */
  private static final double ROUNDING = 1e-13;

  /**
   * A step for every query; query i is meant for pattern i.
   *
   * @param patterns [M, D]
   * @param queries [L, D], L at most M
   * @param memory makes the outlier-efficient one
   */
  static List<BoundedRetrieval> of(
      Tensor patterns, Tensor queries, double beta, HopfieldFactory memory) {
    double[][] xi = RandomPatterns.rows(patterns);
    double[][] x = RandomPatterns.rows(queries);
    double[][] dense = retrieved(HopfieldFactory.DENSE.of(patterns, beta), queries);
    double[][] outEffHop = retrieved(memory.of(patterns, beta), queries);
    double m = 0;
    for (double[] pattern : xi) {
      m = Math.max(m, RandomPatterns.norm(pattern));
    }
    List<BoundedRetrieval> steps = new ArrayList<>();
    for (int mu = 0; mu < x.length; mu++) {
      steps.add(
          of(
              xi,
              mu,
              x[mu],
              beta,
              m,
              RandomPatterns.distance(dense[mu], xi[mu]),
              RandomPatterns.distance(outEffHop[mu], xi[mu])));
    }
    return steps;
  }

  private static BoundedRetrieval of(
      double[][] xi, int mu, double[] x, double beta, double m, double dense, double outEffHop) {
    double toPattern = Double.NEGATIVE_INFINITY;
    double toQuery = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int nu = 0; nu < xi.length; nu++) {
      if (nu != mu) {
        toPattern = Math.max(toPattern, RandomPatterns.dot(xi[mu], xi[nu]));
        toQuery = Math.max(toQuery, RandomPatterns.dot(x, xi[nu]));
        sum += Math.exp(beta * RandomPatterns.dot(x, xi[nu]));
      }
    }
    double own = RandomPatterns.dot(xi[mu], x);
    double others = xi.length - 1.0;
    return new BoundedRetrieval(
        m,
        dense,
        outEffHop,
        2 * m * others * Math.exp(-beta * (own - toPattern)),
        2 * m * others * Math.exp(-beta * (own - toQuery)),
        m * Math.exp(-beta * own),
        others * Math.exp(beta * toQuery) - sum);
  }

  private static double[][] retrieved(OutlierEfficientHopfield memory, Tensor queries) {
    try (TensorScope scope = TensorScope.open()) {
      return RandomPatterns.rows(memory.retrieve(queries));
    }
  }

  boolean exceeds(double error, double bound) {
    return error - bound > ROUNDING * m + 1e-9 * bound;
  }
}
