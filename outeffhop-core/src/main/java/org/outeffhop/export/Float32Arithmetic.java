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

  /** The same of x over any axes, [.., in], which takes longer. */
  OnnxValue overAnyAxes(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    OnnxValue matrix = ops.graph().parameter(names.weight(), weights.of(names.weight()));
    return withBias(ops, names, ops.matMul(x, ops.transpose(matrix, 1, 0)), weights);
  }

  /** A product and the layer's bias, where there is one. */
  static OnnxValue withBias(OnnxOps ops, LinearNames names, OnnxValue product, Weights weights) {
    return weights.has(names.bias())
        ? ops.add(product, ops.graph().parameter(names.bias(), weights.of(names.bias())))
        : product;
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
