package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;

/**
 * {@link StanHopAttention} of a few states to many stored patterns, without the patterns' keys and
 * values: matrix products are associative. For every head
 *
 * <pre>
 * Q (Y W_K)^T = (Q W_K^T) Y^T,   P (Y W_K W_V) = (P Y) (W_K W_V)
 * </pre>
 *
 * <p>A bias b_K adds Q b_K to all scores of a state, and b_K W_V + b_V, times the sum of its
 * weights, to what it retrieves. Axes: G groups, L states and L_k stored patterns of a group, H
 * heads, D = W / H.
 */
record AbsorbedRetrieval(
    Linear query, Linear key, Linear value, MultiHeadAttention attention, double dropout) {

  /** Whether L W + H L L_k &lt; L_k W: fewer multiplications than for keys and values. */
  boolean pays(Tensor states, Tensor stored) {
    long width = states.size(2);
    long count = stored.size(1);
    return states.size(1) * (width + attention.heads() * count) < count * width;
  }

  /**
   * What the states retrieve, mixed.
   *
   * @param states [G, L, W]
   * @param stored [G, L_k, W]
   * @return [G, L, W], in the type of the factors
   */
  Tensor forward(Tensor states, Tensor stored, ForwardContext context) {
    HeadParts parts = new HeadParts(attention.heads(), context);
    long groups = states.size(0);
    long length = states.size(1);
    Tensor patterns = context.factor(stored);
    Tensor queries = parts.ofRows(query.multiply(states, context));
    Tensor questions = byGroup(torch.bmm(queries, parts.ofOutputs(key)), groups);
    Tensor offset = byGroup(torch.bmm(queries, parts.ofBias(key)), groups);
    Tensor scores = torch.bmm(questions, patterns.transpose(1, 2)).add(offset);
    Tensor weights =
        attention
            .weights(scores.reshape(groups, parts.heads(), length, -1), states, dropout, context)
            .reshape(groups, parts.heads() * length, -1);
    Tensor answers = byHead(torch.bmm(weights, patterns), parts.heads());
    Tensor total = byHead(weights.sum(new long[] {-1}, true, null), parts.heads());
    Tensor retrieved =
        torch
            .bmm(answers, parts.ofOutputs(product(context)).transpose(1, 2))
            .add(total.mul(parts.ofRows(value.multiply(key.bias(), context))));
    return byGroup(retrieved, groups).reshape(groups, length, -1);
  }

  /** (W_K W_V)^T, [W, W]. */
  private Tensor product(ForwardContext context) {
    return torch.mm(context.factor(value.weight()), context.factor(key.weight()));
  }

  /** [H, G L, n] to [G, H L, n]. */
  private static Tensor byGroup(Tensor x, long groups) {
    return x.reshape(x.size(0), groups, -1, x.size(2))
        .transpose(0, 1)
        .reshape(groups, -1, x.size(2));
  }

  /** [G, H L, n] to [H, G L, n]. */
  private static Tensor byHead(Tensor x, long heads) {
    return x.reshape(x.size(0), heads, -1, x.size(2)).transpose(0, 1).reshape(heads, -1, x.size(2));
  }
}
