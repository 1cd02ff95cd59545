package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.outeffhop.nn.TokenPooling;
import org.outeffhop.nn.TokenPooling.Mode;

/**
 * Pooling as a graph; it reads as {@link TokenPooling} does.
 *
 * @param hidden {@code last_hidden_state}, [B, L, D]
 * @param seen 1, or 0 where a token is padding, [B, L], float32
 */
record EmbeddingGraph(OnnxOps ops, OnnxValue hidden, OnnxValue seen) {
  static final String OUTPUT = "sentence_embedding";

  /** Over the outputs of a graph that has hidden states. */
  static EmbeddingGraph of(OnnxOps ops) {
    return new EmbeddingGraph(
        ops,
        OnnxValue.of(Sequences.HIDDEN),
        ops.to(DataType.FLOAT, OnnxValue.of("attention_mask")));
  }

  /** Adds the output, [B, modes D]. */
  void output(TokenPooling pooling, long width) {
    OnnxValue[] parts = pooling.modes().stream().map(this::pooled).toArray(OnnxValue[]::new);
    OnnxValue joined = ops.concat(-1, parts);
    ops.graph()
        .output(
            OUTPUT,
            pooling.normalized() ? unit(joined) : joined,
            DataType.FLOAT,
            Sequences.BATCH,
            width * parts.length);
  }

  private OnnxValue unit(OnnxValue x) {
    OnnxValue length = ops.node("Sqrt", ops.sum(ops.mul(x, x)));
    return ops.div(x, atLeast(length, TokenPooling.LEAST_LENGTH));
  }

  private OnnxValue atLeast(OnnxValue x, double least) {
    return ops.node("Max", x, ops.graph().number(least));
  }

  private OnnxValue pooled(Mode mode) {
    OnnxValue weights = weights(mode);
    if (mode == Mode.MAX) {
      OnnxValue shown = ops.unsqueeze(ops.to(DataType.BOOL, weights), 2);
      OnnxValue unseen = ops.graph().number(TokenPooling.UNSEEN);
      List<AttributeProto> tokens =
          List.of(Attributes.integers("axes", 1), Attributes.integer("keepdims", 0));
      return ops.node("ReduceMax", tokens, ops.where(shown, hidden, unseen));
    }
    OnnxValue sum = ops.matMul(ops.unsqueeze(weights, 1), hidden);
    OnnxValue flat = ops.node("Squeeze", sum, ops.graph().integers(1));
    return switch (mode) {
      case MEAN, WEIGHTEDMEAN -> ops.div(flat, total(weights));
      case MEAN_SQRT_LEN_TOKENS -> ops.div(flat, ops.node("Sqrt", total(weights)));
      case CLS, LASTTOKEN, MAX -> flat;
    };
  }

  private OnnxValue total(OnnxValue weights) {
    return atLeast(ops.sum(weights), TokenPooling.LEAST_SUM);
  }

  private OnnxValue weights(Mode mode) {
    return switch (mode) {
      case MEAN, MEAN_SQRT_LEN_TOKENS, MAX -> seen;
      case WEIGHTEDMEAN -> ops.mul(seen, places());
      case CLS -> only(ops.graph().number(1));
      case LASTTOKEN -> only(ops.sum(seen));
    };
  }

  /** 1 at a place among the tokens that are seen, counted from 1, and 0 everywhere else. */
  private OnnxValue only(OnnxValue place) {
    return ops.mul(seen, ops.to(DataType.FLOAT, ops.node("Equal", places(), place)));
  }

  private OnnxValue places() {
    return ops.node("CumSum", seen, ops.graph().integer(1));
  }
}
