package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;

/** The parts of patterns, weights and biases that belong to each of H heads, D = W / H features. */
record HeadParts(int heads, ForwardContext context) {
  /** [.., W] to [H, n, D], n the number of rows. */
  Tensor ofRows(Tensor x) {
    return x.reshape(-1, heads, x.size(-1) / heads).transpose(0, 1);
  }

  /** W_h with x W_h^T head h's part of a layer's output: [H, D, in], in the factors' type. */
  Tensor ofOutputs(Linear layer) {
    return ofOutputs(context.factor(layer.weight()));
  }

  /** [H D, in] to [H, D, in]. */
  Tensor ofOutputs(Tensor weight) {
    return weight.reshape(heads, -1, weight.size(1));
  }

  /** W_h with x_h W_h^T head h's contribution to a layer's output: [H, D, out]. */
  Tensor ofInputs(Linear layer) {
    Tensor weight = context.factor(layer.weight());
    return weight.reshape(weight.size(0), heads, -1).permute(1, 2, 0);
  }

  /** The bias of a layer's output, [H, D, 1]. */
  Tensor ofBias(Linear layer) {
    return context.factor(layer.bias()).reshape(heads, -1, 1);
  }
}
