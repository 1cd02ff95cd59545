package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A softmax with a constant in its denominator: exp(z_mu) / (n + sum_nu exp(z_nu)), n &gt;= 0.
 *
 * <p>n stands for patterns of score 0 and value 0, the no-op patterns: what they take of the
 * weight, n / (n + sum exp(z)), is the no-op mass. It may be anything from 0 to 1.
 */
public sealed interface SinkSoftmax extends EnergySoftmax permits Softmax, Softmax1, LearnedSink {
  /**
   * The sink logit log n, broadcastable against [.., H, L_q, 1]; null for n = 0.
   *
   * @param like a tensor of the type and on the device wanted
   */
  Tensor sinkLogit(Tensor like);

  @Override
  default Tensor apply(Tensor scores) {
    return SinkSoftmaxFormula.apply(scores, sinkLogit(scores));
  }

  /** Psi(z) = log(n + sum_nu exp(z_nu)); for n = 1 the paper's lse_1, for n = 0 logsumexp. */
  @Override
  default Tensor potential(Tensor scores) {
    return SinkSoftmaxFormula.withSink(
            torch.logsumexp(scores, new long[] {-1}, true), sinkLogit(scores))
        .squeeze(-1);
  }
}
