package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * Sparsemax and entmax as {@code Sparsemax} and {@code LearnedEntmax} compute them. The axis is the
 * last one.
 */
final class OnnxSparseSoftmax {
  private static final int BISECTIONS = 50;
  private static final double OUT_OF_SUPPORT = -4;

  /** Axes of which nothing is said. */
  private static final Object[] ANY = null;

  private OnnxSparseSoftmax() {}

  /** p = max(z - tau, 0), tau from the sorted scores. */
  static OnnxValue sparsemax(OnnxOps ops, OnnxValue scores) {
    OnnxGraph graph = ops.graph();
    OnnxValue shifted = ops.sub(scores, ops.max(scores));
    OnnxValue z = ops.node("Max", shifted, graph.number(OUT_OF_SUPPORT));
    OnnxValue length = ops.slice(ops.shape(z), 0, -1, Integer.MAX_VALUE);
    OnnxValue sorted = ops.node("TopK", List.of(Attributes.integer("axis", -1)), z, length);
    graph.further(sorted, "indices");
    OnnxValue sums = ops.node("CumSum", sorted, graph.integer(-1));
    OnnxValue last = ops.node("Squeeze", length, graph.integers(0));
    OnnxValue ranks =
        ops.add(
            ops.to(DataType.FLOAT, ops.node("Range", graph.integer(0), last, graph.integer(1))), 1);
    OnnxValue inside = ops.node("Greater", ops.add(ops.mul(ranks, sorted), 1), sums);
    OnnxValue size = ops.sum(ops.to(DataType.FLOAT, inside));
    OnnxValue place = ops.to(DataType.INT64, ops.add(size, -1));
    OnnxValue total =
        ops.node("GatherElements", List.of(Attributes.integer("axis", -1)), sums, place);
    return ops.relu(ops.sub(z, ops.div(ops.add(total, -1), size)));
  }

  /**
   * p = max((alpha - 1) z - tau, 0)^(1 / (alpha - 1)), tau by bisection in a Loop.
   *
   * @param logit a of alpha = 1 + 2 sigmoid(a)
   */
  static OnnxValue entmax(OnnxOps ops, OnnxValue scores, Tensor logit) {
    OnnxGraph graph = ops.graph();
    double order = 2 / (1 + Math.exp(-Tensors.item(logit)));
    OnnxValue largest = ops.max(scores);
    OnnxValue shifted = ops.mul(ops.sub(scores, largest), order);
    OnnxValue begin = ops.add(ops.mul(largest, 0), -1);
    OnnxValue length =
        ops.to(DataType.FLOAT, ops.slice(ops.shape(scores), 0, -1, Integer.MAX_VALUE));
    OnnxValue width = ops.sub(graph.number(1), ops.pow(length, -order));
    OnnxValue tau =
        ops.node(
            "Loop",
            List.of(Attributes.graph("body", bisection(ops, shifted, 1 / order))),
            graph.integer(BISECTIONS),
            OnnxValue.NONE,
            begin,
            width);
    graph.further(tau, "width");
    OnnxValue p = power(ops, ops.sub(shifted, tau), 1 / order);
    return ops.div(p, ops.sum(p));
  }

  /** (i, condition, tau, width) to (condition, tau, width), the width halved. */
  private static GraphProto bisection(OnnxOps outer, OnnxValue shifted, double power) {
    OnnxGraph body = outer.graph().body();
    OnnxOps ops = new OnnxOps(body, outer.module() + "/bisection");
    body.input(ops.module() + ".i", DataType.INT64);
    OnnxValue go = body.input(ops.module() + ".go_on", DataType.BOOL);
    OnnxValue tau = body.input(ops.module() + ".tau", DataType.FLOAT, ANY);
    OnnxValue width = body.input(ops.module() + ".width", DataType.FLOAT, ANY);
    OnnxValue half = ops.mul(width, 0.5);
    OnnxValue middle = ops.add(tau, half);
    OnnxValue sum = ops.sum(power(ops, ops.sub(shifted, middle), power));
    OnnxValue more = ops.node("GreaterOrEqual", sum, body.number(1));
    body.output(ops.module() + ".go_on_next", ops.node("Identity", go), DataType.BOOL);
    OnnxValue next = ops.where(more, middle, tau);
    body.output(ops.module() + ".tau_next", next, DataType.FLOAT, ANY);
    body.output(ops.module() + ".width_next", ops.node("Identity", half), DataType.FLOAT, ANY);
    return body.proto(ops.module());
  }

  private static OnnxValue power(OnnxOps ops, OnnxValue difference, double exponent) {
    return ops.pow(ops.relu(difference), exponent);
  }
}
