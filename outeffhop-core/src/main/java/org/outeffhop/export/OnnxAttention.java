package org.outeffhop.export;

import org.outeffhop.hopfield.AttentionConfig;

/**
 * softmax(Q K^T / sqrt(D)) V for every head, times the head's gate, as {@code MultiHeadAttention}
 * computes it.
 *
 * <p>The no-op pattern of Softmax1 and of a learned sink is one more key, the zero vector, whose
 * value is the zero vector: padding of two small tensors makes exactly Softmax1 of the plain
 * Softmax, safely for every score.
 */
final class OnnxAttention {
  private final OnnxLayers layers;
  private final AttentionConfig config;

  OnnxAttention(OnnxLayers layers, AttentionConfig config) {
    this.layers = layers;
    this.config = config;
  }

  /** The context as rows, [B L, H D], or, where x is known to be sequences, as [B, L, H D]. */
  OnnxValue context(
      String name,
      OnnxValue query,
      OnnxValue key,
      OnnxValue value,
      OnnxValue x,
      OnnxValue mask,
      QueryKeyShapes shapes) {
    OnnxOps ops = layers.ops(name);
    OnnxValue retrieved = retrieve(name, query, key, value, x, mask, shapes);
    OnnxValue apart = ops.transpose(retrieved, 0, 2, 1, 3);
    long width = shapes.queries().width();
    return x.sequences() ? ops.reshape(apart, 0, 0, width) : ops.reshape(apart, -1, width);
  }

  /**
   * The context with the heads apart, [B, H, L, D], under its probe point, as an operand.
   *
   * @param query rows under their probe point, as are key and value
   * @param x the layer's input, as rows or sequences
   * @param mask what is added to scores, with a column for the no-op pattern if the method has one;
   *     null where all keys are seen
   */
  OnnxValue retrieve(
      String name,
      OnnxValue query,
      OnnxValue key,
      OnnxValue value,
      OnnxValue x,
      OnnxValue mask,
      QueryKeyShapes shapes) {
    OnnxOps ops = layers.ops(name);
    Arithmetic arithmetic = layers.arithmetic();
    double beta = 1 / Math.sqrt(shapes.queries().size());
    OnnxValue q = ops.reshape(arithmetic.operand(ops, query), shapes.queries().shape());
    OnnxValue k = shared(ops, arithmetic.operand(ops, key), shapes);
    OnnxValue v = shared(ops, arithmetic.operand(ops, value), shapes);
    if (hasSink()) {
      k = ops.withZero(k, 4, 1);
      v = ops.withZero(v, 4, 1);
    }
    OnnxValue scores =
        arithmetic.product(ops, ops.transpose(q, 0, 2, 1, 3), ops.transpose(k, 0, 2, 3, 1), beta);
    OnnxValue shown = layers.graph().at(name + ".scores", scores);
    OnnxValue weights =
        layers
            .graph()
            .at(
                name + ".probabilities",
                weights(ops, shown, mask == null ? shown : ops.add(shown, mask)));
    OnnxValue retrieved =
        arithmetic.product(ops, arithmetic.operand(ops, weights), ops.transpose(v, 0, 2, 1, 3), 1);
    OnnxValue gated =
        config.method().isGated()
            ? ops.mul(retrieved, new OnnxGate(layers, config.gate()).of(name, x, shapes.inputs()))
            : retrieved;
    return arithmetic.operand(ops, layers.graph().at(name + ".context", gated));
  }

  private boolean hasSink() {
    return config.method().hasSink();
  }

  /** [B L, G D] to [B, L, H, D], each key's or value's head for all query heads of its group. */
  private static OnnxValue shared(OnnxOps ops, OnnxValue rows, QueryKeyShapes shapes) {
    OnnxValue own = ops.reshape(rows, shapes.keys().shape());
    if (shapes.group() == 1) {
      return own;
    }
    OnnxValue apart = ops.unsqueeze(own, 3);
    return ops.reshape(ops.expand(apart, 1, 1, 1, shapes.group(), 1), shapes.queries().shape());
  }

  /** [H, 1, L_k + 1]: 0 for the keys, the logit for the sink behind them. */
  private OnnxValue sinkLogits(OnnxOps ops, OnnxValue scores) {
    OnnxGraph graph = layers.graph();
    OnnxValue keys = ops.sub(ops.slice(ops.shape(scores), 0, 3, 4), graph.integers(1));
    OnnxValue pads = ops.concat(0, graph.integers(0, 0), keys, graph.integers(0, 0, 0));
    OnnxValue logits = ops.reshape(layers.parameter(ops.module() + ".sink"), -1, 1, 1);
    return ops.node("Pad", logits, pads);
  }

  /**
   * The weights. The compiler refuses a method that is missing here.
   *
   * @param seen the scores after masking
   */
  private OnnxValue weights(OnnxOps ops, OnnxValue scores, OnnxValue seen) {
    return switch (config.method()) {
      case VANILLA, OUTEFFHOP, GATED, GATED_OUTEFFHOP -> ops.softmax(seen);
      case LEARNED_SINK -> ops.softmax(ops.add(seen, sinkLogits(ops, scores)));
      case SPARSEMAX -> OnnxSparseSoftmax.sparsemax(ops, seen);
      case ENTMAX ->
          OnnxSparseSoftmax.entmax(ops, seen, layers.weights().of(ops.module() + ".softmax.alpha"));
      case CLIPPED, CLIPPED_OUTEFFHOP -> {
        OnnxValue stretched = ops.mul(ops.softmax(seen), config.eta() - config.gamma());
        yield ops.clip(ops.add(stretched, config.gamma()), 0, 1);
      }
    };
  }
}
