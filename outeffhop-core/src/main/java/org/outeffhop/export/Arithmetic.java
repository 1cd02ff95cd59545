package org.outeffhop.export;

import java.util.Set;

/** How the products of a model are computed: in float32, or in eight bits in one way or another. */
interface Arithmetic {
  /** The arithmetic of one graph. */
  static Arithmetic of(Precision precision) {
    if (precision instanceof Precision.Int8 int8) {
      return new StaticInt8(int8);
    }
    if (precision instanceof Precision.Int8Dynamic dynamic) {
      return new DynamicInt8(dynamic);
    }
    if (precision instanceof Precision.Float32) {
      return new Float32Arithmetic();
    }
    throw new IllegalArgumentException("a graph cannot compute in " + precision);
  }

  /**
   * y = x W^T + b.
   *
   * @param ops of the layer
   * @param x [rows, in], an operand already or not yet
   * @return [rows, out]
   */
  OnnxValue linear(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights);

  /**
   * The same of a layer whose sum with the bias ONNX Runtime has together with what comes behind: a
   * GELU, or a residual and its norm. Where {@link #isInteger} it is for sequences alone: of rows,
   * ONNX Runtime makes a Gemm with a bias in float32, for which it has no integers.
   *
   * @param x [rows, in]; where {@link #isInteger} [B, L, in], an operand already or not yet
   * @return [rows, out], or [B, L, out]
   */
  default OnnxValue linearAndSum(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights) {
    return linear(ops, names, x, weights);
  }

  /** Whether linear layers are products of integers, for which rows have no advantage. */
  default boolean isInteger() {
    return false;
  }

  /**
   * The rows of a table.
   *
   * @param name the parameter
   * @param indices [B, L], int64
   * @return [B, L, width], float32
   */
  OnnxValue embedding(OnnxOps ops, String name, OnnxValue indices, Weights weights);

  /**
   * What stands for a value in a product with another value: itself, or its integers.
   *
   * @param x under the name of its probe point
   */
  OnnxValue operand(OnnxOps ops, OnnxValue x);

  /**
   * a b for operands.
   *
   * @param factor multiplied to the product
   */
  OnnxValue product(OnnxOps ops, OnnxValue a, OnnxValue b, double factor);

  /** Whether a weight becomes integers, by the name that a simulation knows it by. */
  default boolean quantizes(String weight) {
    return false;
  }

  /**
   * What a model computes under to get what the graph does.
   *
   * @throws IllegalArgumentException if not all grids of the graph are known before it runs
   */
  default GraphSimulation simulation() {
    throw new IllegalArgumentException("only int8 is simulated; the graph is of another precision");
  }

  /** The probe points that were operands on a calibrated grid. */
  default Set<String> quantizedPoints() {
    return Set.of();
  }
}
