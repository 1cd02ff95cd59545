package org.outeffhop.export;

import org.outeffhop.model.StanHopConfig;
import org.outeffhop.nn.Activation;

/**
 * The blocks of STanHop-Net as parts of a graph; they read as {@code StanHopLayer}, {@code
 * StanHopDecoderLayer} and {@code StanHopAttention} do. Values are rows of [B, D, L, W], D series
 * of L segments.
 */
final class StanHopLayerGraph {
  private static final double EPS = 1e-5;

  private final OnnxLayers layers;
  private final OnnxAttention attention;
  private final int heads;
  private final long series;
  private final long width;
  private final long factor;

  StanHopLayerGraph(StanHopConfig config, OnnxLayers layers) {
    this.layers = layers;
    attention = new OnnxAttention(layers, config.attention());
    heads = config.numAttentionHeads();
    series = config.numInputChannels();
    width = config.dModel();
    factor = config.factor();
  }

  OnnxValue norm(String name, OnnxValue x, long size) {
    return layers.layerNorm(name, x, size, EPS);
  }

  /** Two Hopfield layers in tandem. */
  OnnxValue layer(String name, OnnxValue x, long segments) {
    OnnxValue change = attend(name + ".cross_time", x, segments, x, segments);
    OnnxValue attended = layers.sum(name + ".cross_time.residual", x, change);
    OnnxValue time = layers.sum(name + ".MLP1.residual", attended, mlp(name + ".MLP1", attended));
    OnnxValue bySegment = swapped(name, time, series, segments);
    String pool = name + ".cross_series";
    layers.weights().replace(pool + ".key", patterns -> patterns.reshape(factor, width));
    OnnxValue pooled = attend(pool, bySegment, series, layers.parameter(pool + ".key"), factor);
    OnnxValue between = attend(name + ".hopfield", bySegment, series, bySegment, series);
    OnnxValue joined = layers.sum(name + ".hopfield.residual", pooled, between);
    OnnxValue normed = norm(name + ".norm3", joined, width);
    OnnxValue output = layers.sum(name, normed, mlp(name + ".MLP2", normed));
    return swapped(name, output, segments, series);
  }

  /** A layer of the decoder without what it adds to the forecast. */
  OnnxValue decoder(
      String name, OnnxValue x, long segments, OnnxValue encoded, long encodedSegments) {
    OnnxValue own = layer(name + ".sthm", x, segments);
    OnnxValue retrieved = attend(name + ".hopfield", own, segments, encoded, encodedSegments);
    OnnxValue attended =
        norm(name + ".norm1", layers.sum(name + ".hopfield.residual", own, retrieved), width);
    OnnxValue hidden =
        layers.activation(name + ".gelu", Activation.GELU, layers.linear(name + ".MLP1", attended));
    OnnxValue changed =
        layers.sum(name + ".MLP2.residual", attended, layers.linear(name + ".MLP2", hidden));
    return layers.graph().at(name, norm(name + ".norm2", changed, width));
  }

  private OnnxValue mlp(String name, OnnxValue x) {
    OnnxValue hidden =
        layers.activation(name + ".1", Activation.GELU, layers.linear(name + ".0", x));
    return layers.linear(name + ".2", hidden);
  }

  /** Rows of [B, first, second, W] to rows of [B, second, first, W]. */
  private OnnxValue swapped(String name, OnnxValue x, long first, long second) {
    OnnxOps ops = layers.ops(name);
    OnnxValue axes = ops.reshape(x, -1, first, second, width);
    return ops.reshape(ops.transpose(axes, 0, 2, 1, 3), -1, width).movedFrom(x);
  }

  /**
   * The values are projected from the keys, and the heads of a pattern are not brought together.
   */
  private OnnxValue attend(
      String name, OnnxValue states, long length, OnnxValue memory, long patterns) {
    OnnxGraph graph = layers.graph();
    String inner = name + ".inner_attention";
    HeadShape shape = HeadShape.of(graph, length, heads, width);
    OnnxValue keys = layers.linear(name + ".key_projection", memory);
    OnnxValue values = layers.linear(name + ".value_projection", keys);
    OnnxValue retrieved =
        attention.retrieve(
            inner,
            layers.linear(name + ".query_projection", states),
            keys,
            values,
            states,
            null,
            new QueryKeyShapes(shape, HeadShape.of(graph, patterns, heads, width), shape));
    OnnxValue mixed = layers.ops(inner).reshape(retrieved, -1, width);
    return layers.linear(name + ".out_projection", mixed);
  }
}
