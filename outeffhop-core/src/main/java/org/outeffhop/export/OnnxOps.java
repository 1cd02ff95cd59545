package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * ONNX's operators as one module of the model uses them. Those that only move elements take
 * quantized values as they are.
 *
 * @param graph where the nodes go
 * @param module the Hugging Face name under which they appear
 */
record OnnxOps(OnnxGraph graph, String module) {
  /** Operators of another module. */
  OnnxOps in(String other) {
    return new OnnxOps(graph, other);
  }

  OnnxValue node(String operator, List<AttributeProto> attributes, OnnxValue... arguments) {
    return graph.node("", operator, module, attributes, arguments);
  }

  OnnxValue node(String operator, OnnxValue... arguments) {
    return node(operator, List.of(), arguments);
  }

  private OnnxValue moved(OnnxValue x, OnnxValue moved) {
    return moved.on(x.grid());
  }

  OnnxValue add(OnnxValue a, OnnxValue b) {
    return node("Add", a, b);
  }

  OnnxValue add(OnnxValue a, double b) {
    return add(a, graph.number(b));
  }

  OnnxValue sub(OnnxValue a, OnnxValue b) {
    return node("Sub", a, b);
  }

  OnnxValue mul(OnnxValue a, OnnxValue b) {
    return node("Mul", a, b);
  }

  OnnxValue mul(OnnxValue a, double b) {
    return mul(a, graph.number(b));
  }

  OnnxValue div(OnnxValue a, OnnxValue b) {
    return node("Div", a, b);
  }

  OnnxValue pow(OnnxValue a, double exponent) {
    return node("Pow", a, graph.number(exponent));
  }

  OnnxValue relu(OnnxValue x) {
    return node("Relu", x);
  }

  OnnxValue sigmoid(OnnxValue x) {
    return node("Sigmoid", x);
  }

  OnnxValue clip(OnnxValue x, double low, double high) {
    return node("Clip", x, graph.number(low), graph.number(high));
  }

  OnnxValue softmax(OnnxValue x) {
    return node("Softmax", List.of(Attributes.integer("axis", -1)), x);
  }

  OnnxValue matMul(OnnxValue a, OnnxValue b) {
    return node("MatMul", a, b);
  }

  /** The sums over the last axis, which stays with size 1. */
  OnnxValue sum(OnnxValue x) {
    return node("ReduceSum", x, graph.integers(-1));
  }

  /** The largest over the last axis, which stays with size 1. */
  OnnxValue max(OnnxValue x) {
    return node("ReduceMax", List.of(Attributes.integers("axes", -1)), x);
  }

  /** The mean over an axis, which stays with size 1. */
  OnnxValue mean(OnnxValue x, long axis) {
    return node("ReduceMean", List.of(Attributes.integers("axes", axis)), x);
  }

  OnnxValue where(OnnxValue condition, OnnxValue yes, OnnxValue no) {
    return node("Where", condition, yes, no);
  }

  OnnxValue to(DataType type, OnnxValue x) {
    return node("Cast", List.of(Attributes.integer("to", type.getNumber())), x);
  }

  OnnxValue gather(OnnxValue table, OnnxValue indices) {
    return node("Gather", table, indices);
  }

  OnnxValue reshape(OnnxValue x, OnnxValue shape) {
    return moved(x, node("Reshape", x, shape));
  }

  OnnxValue reshape(OnnxValue x, long... shape) {
    return reshape(x, graph.integers(shape));
  }

  OnnxValue transpose(OnnxValue x, long... axes) {
    return moved(x, node("Transpose", List.of(Attributes.integers("perm", axes)), x));
  }

  OnnxValue unsqueeze(OnnxValue x, long... axes) {
    return moved(x, node("Unsqueeze", x, graph.integers(axes)));
  }

  /** Repeats axes of size 1; those of 1 in {@code sizes} stay as they are. */
  OnnxValue expand(OnnxValue x, long... sizes) {
    return moved(x, node("Expand", x, graph.integers(sizes)));
  }

  OnnxValue concat(long axis, OnnxValue... parts) {
    return node("Concat", List.of(Attributes.integer("axis", axis)), parts);
  }

  /** The elements from {@code begin} to before {@code end} of an axis. */
  OnnxValue slice(OnnxValue x, long axis, OnnxValue begin, OnnxValue end) {
    return node("Slice", x, begin, end, graph.integers(axis));
  }

  /** The elements from {@code begin} to before {@code end} of an axis. */
  OnnxValue slice(OnnxValue x, long axis, long begin, long end) {
    return slice(x, axis, graph.integers(begin), graph.integers(end));
  }

  /** Appends what stands for 0 at the end of an axis. */
  OnnxValue withZero(OnnxValue x, int axes, int axis) {
    long[] pads = new long[2 * axes];
    pads[axes + axis] = 1;
    OnnxValue amounts = graph.integers(pads);
    return x.grid() == null
        ? node("Pad", x, amounts)
        : moved(x, node("Pad", x, amounts, GridConstants.zeroPoint(graph, x.grid())));
  }

  /** The sizes of all axes. */
  OnnxValue shape(OnnxValue x) {
    return node("Shape", x);
  }
}
