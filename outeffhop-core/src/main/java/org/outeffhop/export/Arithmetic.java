package org.outeffhop.export;

/** How the products of a model are computed: in float32, or in eight bits in one way or another. */
interface Arithmetic {
  /**
   * y = x W^T + b.
   *
   * @param ops of the layer
   * @param x [rows, in], an operand
   * @return [rows, out]
   */
  OnnxValue linear(OnnxOps ops, LinearNames names, OnnxValue x, Weights weights);

  /**
   * What stands for a value in a product with another value: itself, or its integers.
   *
   * @param x under the name of its probe point
   * @param second whether it is the second factor
   */
  OnnxValue operand(OnnxOps ops, OnnxValue x, boolean second);

  /**
   * a b for operands.
   *
   * @param factor multiplied to the product
   */
  OnnxValue product(OnnxOps ops, OnnxValue a, OnnxValue b, double factor);
}
