package org.outeffhop.export;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.GateKind;

/**
 * pi = sigmoid(G(x)) for every head, as {@code AttentionGate} computes it; the linear layers of the
 * heads are one batched product over their stacked weights.
 */
final class OnnxGate {
  private final OnnxLayers layers;
  private final GateKind kind;

  OnnxGate(OnnxLayers layers, GateKind kind) {
    this.layers = layers;
    this.kind = kind;
  }

  /**
   * The gate's values, broadcastable against [B, H, L, D].
   *
   * @param x the layer's input, as rows or sequences
   */
  OnnxValue of(String name, OnnxValue x, HeadShape shape) {
    String alpha = name + ".alpha";
    OnnxOps ops = layers.ops(alpha);
    return ops.sigmoid(
        switch (kind) {
          case UNCONDITIONAL -> ops.reshape(layers.parameter(alpha), 1, shape.heads(), 1, 1);
          case ALL_FEATURES -> {
            OnnxGraph graph = layers.graph();
            OnnxValue one = ops.concat(0, ops.slice(shape.shape(), 0, 0, 3), graph.integers(1));
            yield ops.transpose(ops.reshape(layers.linear(alpha, x), one), 0, 2, 1, 3);
          }
          case PER_TOKEN -> perHead(ops, heads(ops, x, shape), "", shape.heads());
          case PER_HEAD -> ops.mean(perHead(ops, heads(ops, x, shape), "", shape.heads()), 2);
          case PER_TOKEN_MLP -> {
            OnnxValue hidden = ops.relu(perHead(ops, heads(ops, x, shape), ".0", shape.heads()));
            yield perHead(ops, hidden, ".2", shape.heads());
          }
        });
  }

  /** [B L, H D], or [B, L, H D], to [B, H, L, D]. */
  private static OnnxValue heads(OnnxOps ops, OnnxValue x, HeadShape shape) {
    return ops.transpose(ops.reshape(x, shape.shape()), 0, 2, 1, 3);
  }

  /** Every head's linear layer over its slice: [B, H, L, in] to [B, H, L, out]. */
  private OnnxValue perHead(OnnxOps ops, OnnxValue x, String layer, int heads) {
    OnnxValue weight = stacked(ops.module(), layer + ".weight", heads);
    OnnxValue bias = stacked(ops.module(), layer + ".bias", heads);
    return ops.add(ops.matMul(x, weight), bias);
  }

  /** [H, in, out] of weights, [H, 1, out] of biases. */
  private OnnxValue stacked(String alpha, String suffix, int heads) {
    String name = alpha + suffix;
    Weights weights = layers.weights();
    weights.derive(
        name,
        () -> {
          List<Tensor> parts = new ArrayList<>();
          for (int head = 0; head < heads; head++) {
            Tensor part = weights.of(alpha + "." + head + suffix).detach();
            parts.add((part.dim() == 1 ? part.unsqueeze(1) : part).t());
          }
          return torch.stack(new TensorVector(parts.toArray(Tensor[]::new)), 0);
        });
    return layers.parameter(name);
  }
}
