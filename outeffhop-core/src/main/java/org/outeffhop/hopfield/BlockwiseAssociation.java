package org.outeffhop.hopfield;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Softmax with a sink, block by block over the patterns, with no L x M matrix.
 *
 * <p>A block b gives o_b = softmax(beta X Xi_b^T) Xi_b and a_b = logsumexp(beta X Xi_b^T), both by
 * libtorch's fused attention kernel. Blocks join by a = log(e^a + e^a_b), o = o e^(a_old - a) + o_b
 * e^(a_b - a), and the sink last: Psi = log(n + e^a), T = o e^(a - Psi). Source of the joining:
 * Milakov and Gimelshein 2018 (arXiv 1805.02867).
 *
 * <p>Memory: the queries, and a block of patterns where the store has to copy one; in a lookup
 * {@link WeightedSum#SCORES} scores.
 */
record BlockwiseAssociation(SinkSoftmax softmax, double beta, PatternStore patterns, long block)
    implements StoredAssociation {
  /** Patterns of one call of the kernel. */
  static final long BLOCK = 1L << 14;

  BlockwiseAssociation(SinkSoftmax softmax, double beta, PatternStore patterns) {
    this(softmax, beta, patterns, BLOCK);
  }

  @Override
  public Readout read(Tensor query) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor state = torch.zeros_like(query);
      // float64 for float32 too: rounding adds up over thousands of blocks.
      Tensor logSum =
          query
              .new_full(new long[] {query.size(0), 1}, new Scalar(Double.NEGATIVE_INFINITY))
              .to(ScalarType.Double);
      for (long first = 0; first < patterns.count(); first += block) {
        try (TensorScope step = TensorScope.open()) {
          long count = Math.min(block, patterns.count() - first);
          join(state, logSum, attend(oneHead(query), oneHead(patterns.rows(first, count))));
        }
      }
      Tensor potential = SinkSoftmaxFormula.withSink(logSum, sink(logSum));
      state.mul_(share(logSum, potential, state));
      scope.keep(state);
      return new Readout(state, scope.keep(potential.squeeze(1).to(Tensors.type(query))));
    }
  }

  private FlashAttention.Result attend(Tensor query, Tensor block) {
    BlasThreads.single();
    try {
      return FlashAttention.apply(query, block, block, beta, false);
    } finally {
      BlasThreads.all();
    }
  }

  private static Tensor oneHead(Tensor rows) {
    return rows.reshape(1, 1, rows.size(0), rows.size(1));
  }

  private static void join(Tensor state, Tensor logSum, FlashAttention.Result part) {
    Tensor added = part.logSumExp().reshape(-1, 1).to(ScalarType.Double);
    Tensor joined = torch.logaddexp(logSum, added);
    state.mul_(share(logSum, joined, state));
    state.addcmul_(part.output().reshape(Tensors.shape(state)), share(added, joined, state));
    logSum.copy_(joined);
  }

  /** e^(part - whole), in the type of the states. */
  private static Tensor share(Tensor part, Tensor whole, Tensor like) {
    return part.sub(whole).exp().to(Tensors.type(like));
  }

  private Tensor sink(Tensor like) {
    Tensor logit = softmax.sinkLogit(like);
    if (logit == null) {
      return null;
    }
    if (logit.numel() != 1) {
      throw new IllegalArgumentException(
          "the softmax has sinks for " + logit.numel() + " heads; an associative memory has one");
    }
    return logit.detach().reshape(1).to(ScalarType.Double);
  }

  @Override
  public Lookup lookup(Tensor query, Tensor potential, PatternStore values, int top) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      WeightedSum sum = new WeightedSum(query, values, patterns, top);
      long rows = WeightedSum.SCORES / WeightedSum.BLOCK;
      for (long row = 0; row < query.size(0); row += rows) {
        long group = Math.min(rows, query.size(0) - row);
        Tensor asked = query.narrow(0, row, group);
        Tensor shift = potential.narrow(0, row, group).unsqueeze(1);
        sum.add(row, group, (first, count) -> weights(asked, shift, first, count));
      }
      return sum.result(scope);
    }
  }

  /** p_mu = exp(beta x^T xi_mu - Psi). */
  private Tensor weights(Tensor query, Tensor potential, long first, long count) {
    Tensor scores = query.matmul(patterns.rows(first, count).t());
    return scores.mul_(new Scalar(beta)).sub_(potential).exp_();
  }
}
