package org.outeffhop.export;

/**
 * How the rows around an attention become heads.
 *
 * @param queries of the queries
 * @param keys of keys and values, of which there may be fewer heads
 * @param inputs of the layer's input, from which gates are computed
 */
record QueryKeyShapes(HeadShape queries, HeadShape keys, HeadShape inputs) {
  /** All the same. */
  static QueryKeyShapes of(HeadShape shape) {
    return new QueryKeyShapes(shape, shape, shape);
  }

  /** Query heads that share a key and value head. */
  int group() {
    return queries.heads() / keys.heads();
  }
}
