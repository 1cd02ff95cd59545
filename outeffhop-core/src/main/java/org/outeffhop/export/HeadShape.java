package org.outeffhop.export;

/**
 * How rows become heads: [B L, H D] to [B, L, H, D].
 *
 * @param shape the constant or computed vector B, L, H, D
 * @param heads H
 * @param size D
 */
record HeadShape(OnnxValue shape, int heads, long size) {
  /** Heads of sequences of a fixed length. */
  static HeadShape of(OnnxGraph graph, long length, int heads, long width) {
    long size = width / heads;
    return new HeadShape(graph.integers(-1, length, heads, size), heads, size);
  }

  /** Heads of sequences whose numbers and length are the vector {@code batchAndLength}. */
  static HeadShape of(OnnxOps ops, OnnxValue batchAndLength, int heads, long width) {
    long size = width / heads;
    OnnxValue shape = ops.concat(0, batchAndLength, ops.graph().integers(heads, size));
    return new HeadShape(shape, heads, size);
  }

  long width() {
    return heads * size;
  }
}
