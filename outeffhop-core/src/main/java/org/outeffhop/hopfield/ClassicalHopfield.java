package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The binary Hopfield network of 1982, for comparison.
 *
 * <pre>
 *   weights    W = 1/D sum_mu xi_mu xi_mu^T, with a diagonal of zeros
 *   energy     E(s) = -1/2 s^T W s
 *   retrieval  s_i := sgn(sum_j W_ij s_j), one neuron i after the other; at 0 it stays as it is
 * </pre>
 *
 * <p>It holds W, D x D, whatever the number of patterns. An update of one neuron never raises the
 * energy, so a sweep over all of them is repeated until nothing changes.
 *
 * <p>Source: Hopfield 1982, PNAS 79(8). Its capacity for random patterns is about 0.138 D (Amit,
 * Gutfreund and Sompolinsky 1985).
 */
public final class ClassicalHopfield implements AutoCloseable {
  private final Tensor weights;
  private final long dimension;

  /**
   * A network that stores patterns.
   *
   * @param patterns [M, D] of -1 and 1
   */
  public ClassicalHopfield(Tensor patterns) {
    Vectors.requireFloating(patterns, "patterns");
    Vectors.requireMatrix(patterns, "patterns");
    requireBinary(patterns, "patterns");
    dimension = patterns.size(1);
    try (TensorScope scope = TensorScope.open()) {
      Tensor sum = patterns.t().matmul(patterns).div_(new Scalar((double) dimension));
      sum.fill_diagonal_(new Scalar(0.0));
      weights = scope.release(sum);
    }
  }

  /**
   * The states after sweeps over all neurons until nothing changes.
   *
   * @param queries [L, D] of -1 and 1
   * @param maxSweeps the most sweeps, at least 0
   * @return [L, D]
   */
  public Tensor retrieve(Tensor queries, int maxSweeps) {
    requireQueries(queries);
    try (TensorScope scope = TensorScope.open()) {
      Tensor neurons = queries.t().contiguous();
      for (int sweep = 0; sweep < maxSweeps; sweep++) {
        try (TensorScope step = TensorScope.open()) {
          Tensor before = neurons.clone();
          sweep(neurons);
          if (torch.equal(before, neurons)) {
            break;
          }
        }
      }
      return scope.keep(neurons.t().contiguous());
    }
  }

  /** Updates all neurons, [D, L], one after the other, for all queries at once. */
  private void sweep(Tensor neurons) {
    for (long i = 0; i < dimension; i++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor field = weights.narrow(0, i, 1).matmul(neurons);
        Tensor neuron = neurons.narrow(0, i, 1);
        neuron.copy_(torch.where(field.eq(new Scalar(0.0)), neuron, field.sign()));
      }
    }
  }

  /**
   * E of each state.
   *
   * @param states [L, D] of -1 and 1
   * @return [L]
   */
  public Tensor energy(Tensor states) {
    requireQueries(states);
    try (TensorScope scope = TensorScope.open()) {
      Tensor fields = states.matmul(weights);
      return scope.keep(
          fields.mul_(states).sum(new long[] {-1}, false, null).mul_(new Scalar(-0.5)));
    }
  }

  private void requireQueries(Tensor queries) {
    Vectors.rows(queries, dimension, Tensors.type(weights), "queries");
    requireBinary(queries, "queries");
  }

  private static void requireBinary(Tensor values, String what) {
    try (TensorScope scope = TensorScope.open()) {
      if (Tensors.item(values.abs().ne(new Scalar(1.0)).any()) != 0) {
        throw new IllegalArgumentException(
            what + " have values other than -1 and 1, which the classical network needs");
      }
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
