package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.runtime.GraphNames;

/**
 * The inputs of a language model: B sequences of L tokens, both free.
 *
 * @param ids {@code input_ids}, [B, L], int64
 * @param visible {@code attention_mask}, [B, L], int64: 1, or 0 where a token is padding
 * @param sizes the vector B, L
 * @param length the vector L
 * @param past the vector P, the number of places before these tokens, which {@code visible} has
 *     too, [B, P + L]; null where there are none
 */
record Sequences(
    OnnxValue ids, OnnxValue visible, OnnxValue sizes, OnnxValue length, OnnxValue past) {
  static final String BATCH = "batch";
  static final String LOGITS = "logits";
  static final String HIDDEN = "last_hidden_state";

  private static final String HEAD = "lm_head";

  /** Added to the score of a key that is not seen; with any score it is still a float32. */
  private static final double UNSEEN = -Float.MAX_VALUE;

  static Sequences of(OnnxOps ops) {
    OnnxGraph graph = ops.graph();
    OnnxValue ids = graph.input("input_ids", DataType.INT64, BATCH, GraphNames.LENGTH);
    OnnxValue visible = graph.input("attention_mask", DataType.INT64, BATCH, GraphNames.LENGTH);
    OnnxValue sizes = ops.shape(ids);
    return new Sequences(ids, visible, sizes, ops.slice(sizes, 0, 1, 2), null);
  }

  /** Sequences that go on: the mask is over the tokens before these ones as well. */
  static Sequences continued(OnnxOps ops) {
    OnnxGraph graph = ops.graph();
    OnnxValue ids = graph.input("input_ids", DataType.INT64, BATCH, GraphNames.LENGTH);
    OnnxValue visible = graph.input("attention_mask", DataType.INT64, BATCH, GraphNames.TOTAL);
    OnnxValue sizes = ops.shape(ids);
    OnnxValue length = ops.slice(sizes, 0, 1, 2);
    OnnxValue total = ops.slice(ops.shape(visible), 0, 1, 2);
    return new Sequences(ids, visible, sizes, length, ops.sub(total, length));
  }

  /**
   * What is about these tokens, of what is about all places.
   *
   * @param axis of the places
   */
  OnnxValue ofThese(OnnxOps ops, OnnxValue places, long axis) {
    return past == null
        ? ops.slice(places, axis, ops.graph().integers(0), length)
        : ops.slice(places, axis, past, ops.add(past, length));
  }

  /**
   * What is added to scores, [B, 1, 1, L_k], where every query sees the keys that are not padding.
   *
   * @param sink whether there is one key more, which is always seen
   */
  OnnxValue padding(OnnxOps ops, boolean sink) {
    return mask(ops, seen(ops), sink);
  }

  /**
   * What is added to scores, [B, 1, L_q, L_k], where every query sees the keys up to its own place
   * that are not padding.
   *
   * @param sink whether there is one key more, which is always seen
   */
  private OnnxValue causal(OnnxOps ops, boolean sink) {
    OnnxGraph graph = ops.graph();
    OnnxValue last = ops.node("Squeeze", length, graph.integers(0));
    OnnxValue places = ops.node("Range", graph.integer(0), last, graph.integer(1));
    OnnxValue past = ops.node("GreaterOrEqual", ops.unsqueeze(places, 1), places);
    return mask(ops, ops.node("And", seen(ops), past), sink);
  }

  /** Causal attention, fused and with a cache where there is a past. */
  DecoderAttention attention(
      OnnxLayers layers, OnnxOps ops, AttentionConfig config, QueryKeyShapes shapes) {
    if (past != null) {
      return new CachedAttention(layers, this, shapes, config.method());
    }
    OnnxAttention attention = new OnnxAttention(layers, config);
    OnnxValue mask = causal(ops, config.method().hasSink());
    return (name, query, key, value, x) ->
        attention.context(name, query, key, value, x, mask, shapes);
  }

  private OnnxValue seen(OnnxOps ops) {
    return ops.unsqueeze(ops.to(DataType.BOOL, visible), 1, 2);
  }

  private static OnnxValue mask(OnnxOps ops, OnnxValue seen, boolean sink) {
    OnnxGraph graph = ops.graph();
    OnnxValue added = ops.where(seen, graph.number(0), graph.number(UNSEEN));
    return sink ? ops.withZero(added, 4, 3) : added;
  }

  /** Rows to [B, L, width]. */
  OnnxValue unrolled(OnnxOps ops, OnnxValue rows, long width) {
    return ops.reshape(rows, ops.concat(0, sizes, ops.graph().integers(width)));
  }

  /** The vectors of a decoder's tokens, [B, L, width], whose table may be the head's too. */
  OnnxValue words(OnnxLayers layers, OnnxOps ops, String table, boolean tied) {
    return tied ? layers.embedding(ops, table, ids, HEAD) : layers.embedding(ops, table, ids);
  }

  /**
   * The outputs {@code logits}, [B, L, V], of a head without a bias over rows, and {@code
   * last_hidden_state}, [B, L, width], the rows themselves.
   */
  void decoded(OnnxLayers layers, String weight, OnnxValue rows, long width, long vocabulary) {
    OnnxOps ops = layers.ops(HEAD);
    OnnxValue logits = layers.linear(new LinearNames(HEAD, weight, ""), rows);
    output(ops, LOGITS, logits, vocabulary);
    output(ops, HIDDEN, rows, width);
  }

  /** Makes rows an output, [B, L, width]. */
  void output(OnnxOps ops, String name, OnnxValue rows, long width) {
    ops.graph()
        .output(name, unrolled(ops, rows, width), DataType.FLOAT, BATCH, GraphNames.LENGTH, width);
  }
}
