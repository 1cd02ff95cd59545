package org.outeffhop.model;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;

/**
 * {@link StanHopAttention} to a few trained patterns, without the states' queries and contexts:
 * matrix products are associative, and K and V are small. For every head
 *
 * <pre>
 * (R W_Q) K^T = R (W_Q K^T),   (P V) W_O = P (V W_O)
 * </pre>
 *
 * <p>Axes: G groups, L states of a group, M trained patterns, H heads, D = W / H.
 */
record PooledRetrieval(
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    MultiHeadAttention attention,
    double dropout) {

  /** Whether M H scores of a state are fewer than the W numbers of its query. */
  boolean pays(Tensor patterns) {
    return patterns.size(1) * attention.heads() < patterns.size(2);
  }

  /**
   * What the states retrieve, projected.
   *
   * @param states [G, L, W]
   * @param patterns [1, M, W]
   * @return [G, L, W], float32
   */
  Tensor forward(Tensor states, Tensor patterns, ForwardContext context) {
    HeadParts parts = new HeadParts(attention.heads(), context);
    Tensor keys = key.multiply(patterns, context);
    Tensor values = value.multiply(keys, context);
    Tensor weights =
        attention.weights(scores(states, parts.ofRows(keys), parts), states, dropout, context);
    long length = states.size(1);
    Tensor mixed = weights.reshape(states.size(0), length, -1).transpose(0, 1);
    Tensor retrieved = torch.bmm(mixed, contributions(length, parts.ofRows(values), parts));
    return retrieved.transpose(0, 1).to(ScalarType.Float).add(output.bias());
  }

  /** R (W_Q K^T) + b_Q K^T, [G, H, L, M]. */
  private Tensor scores(Tensor states, Tensor keys, HeadParts parts) {
    Tensor matrix = torch.bmm(keys, parts.ofOutputs(query)).reshape(-1, states.size(2));
    Tensor offset = torch.bmm(keys, parts.ofBias(query)).reshape(-1);
    return torch
        .linear(parts.context().factor(states), matrix, Tensors.optional(offset))
        .reshape(states.size(0), states.size(1), parts.heads(), -1)
        .transpose(1, 2);
  }

  /**
   * V W_O for every place of a mixed group: its row l has H blocks, block j of which was retrieved
   * by head (H l + j) / L and meets the columns j D to (j + 1) D of W_O.
   *
   * @param values [H, M, D]
   * @return [L, H M, W]
   */
  private Tensor contributions(long length, Tensor values, HeadParts parts) {
    int heads = parts.heads();
    Tensor blocks = parts.ofInputs(output).unsqueeze(0);
    Tensor ofHeadAndBlock = torch.matmul(values.unsqueeze(1), blocks).flatten(0, 1);
    int[] chosen =
        IntStream.range(0, Math.toIntExact(length * heads))
            .map(place -> (int) (place / length) * heads + place % heads)
            .toArray();
    Tensor index = Engine.to(Tensors.ofIndices(chosen, chosen.length), values.device());
    return ofHeadAndBlock.index_select(0, index).reshape(length, heads * values.size(1), -1);
  }
}
