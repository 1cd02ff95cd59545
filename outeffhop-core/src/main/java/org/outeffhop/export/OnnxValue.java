package org.outeffhop.export;

/**
 * A tensor of a graph that is being built: what a node, an input or a constant gives.
 *
 * @param name unique in the graph; that of a module's output is the module's Hugging Face name
 * @param grid what the integers of a quantized tensor stand for; null where it is not quantized
 */
record OnnxValue(String name, ByteGrid grid) {
  /** An input that a node is not given. */
  static final OnnxValue NONE = of("");

  /** A tensor that is not quantized. */
  static OnnxValue of(String name) {
    return new OnnxValue(name, null);
  }
}
