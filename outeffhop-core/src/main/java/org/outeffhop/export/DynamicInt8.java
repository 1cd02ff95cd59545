package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * Linear layers of eight-bit integers, each input on a grid of its own that is measured when the
 * model runs; attention stays in float32.
 */
final class DynamicInt8 implements Arithmetic {
  private final Int8Matrices matrices;
  private final Float32Arithmetic float32 = new Float32Arithmetic();

  DynamicInt8(Precision.Int8Dynamic precision) {
    matrices = new Int8Matrices(precision.weights());
  }

  @Override
  public OnnxValue operand(OnnxOps ops, OnnxValue x) {
    return x;
  }

  @Override
  public OnnxValue linear(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    return matrices.quantizes(names.simulatedWeight())
        ? integers(ops, names, x, weights)
        : float32.linear(ops, names, x, weights);
  }

  @Override
  public OnnxValue linearAndSum(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    return matrices.quantizes(names.simulatedWeight())
        ? integers(ops, names, x, weights)
        : float32.overAnyAxes(ops, names, x, weights);
  }

  @Override
  public boolean isInteger() {
    return true;
  }

  private OnnxValue integers(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    OnnxGraph graph = ops.graph();
    boolean shared = matrices.isTable(names.weight());
    Int8Matrix matrix = matrices.of(graph, names.weight(), weights, !shared);
    OnnxValue b = shared ? ops.transpose(matrix.integers(), 1, 0) : matrix.integers();
    OnnxValue integers = ops.node("DynamicQuantizeLinear", x);
    OnnxValue scale = graph.further(integers, "scale");
    OnnxValue zeroPoint = graph.further(integers, "zero_point");
    OnnxValue sums = ops.node("MatMulInteger", integers, b, zeroPoint, matrix.zeroPoint(graph));
    OnnxValue y = ops.mul(ops.to(DataType.FLOAT, sums), ops.mul(scale, matrix.scale()));
    return Float32Arithmetic.withBias(ops, names, y, weights);
  }

  @Override
  public boolean quantizes(String weight) {
    return matrices.quantizes(weight);
  }

  @Override
  public OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights) {
    return matrices.embedding(ops, name, indices, weights);
  }

  @Override
  public OnnxValue product(OnnxOps ops, OnnxValue a, OnnxValue b, double factor) {
    return float32.product(ops, a, b, factor);
  }
}
