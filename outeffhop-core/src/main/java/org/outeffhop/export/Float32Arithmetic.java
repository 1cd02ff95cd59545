package org.outeffhop.export;

import java.util.List;

/** Everything in float32. */
final class Float32Arithmetic implements Arithmetic {
  @Override
  public OnnxValue linear(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    OnnxGraph graph = ops.graph();
    var transposed = List.of(Attributes.integer("transB", 1));
    OnnxValue matrix = graph.parameter(names.weight(), weights.of(names.weight()));
    return weights.has(names.bias())
        ? ops.node(
            "Gemm", transposed, x, matrix, graph.parameter(names.bias(), weights.of(names.bias())))
        : ops.node("Gemm", transposed, x, matrix);
  }

  @Override
  public OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights) {
    return ops.gather(ops.graph().parameter(name, weights.of(name)), indices);
  }

  @Override
  public OnnxValue operand(OnnxOps ops, OnnxValue x) {
    return x;
  }

  @Override
  public OnnxValue product(OnnxOps ops, OnnxValue a, OnnxValue b, double factor) {
    OnnxValue y = ops.matMul(a, b);
    return factor == 1 ? y : ops.mul(y, factor);
  }
}
