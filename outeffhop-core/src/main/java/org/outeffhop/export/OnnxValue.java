package org.outeffhop.export;

/**
 * A tensor of a graph that is being built: what a node, an input or a constant gives.
 *
 * @param name unique in the graph; that of a module's output is the module's Hugging Face name
 * @param grid what the integers of a quantized tensor stand for; null where it is not quantized
 * @param sequences whether it is known to be [B, L, W], where layers take rows, [B L, W], as well
 * @param moved the probe point whose values these are in another order; null where there is none
 */
record OnnxValue(String name, ByteGrid grid, boolean sequences, String moved) {
  /** An input that a node is not given. */
  static final OnnxValue NONE = of("");

  /** A tensor that is not quantized. */
  static OnnxValue of(String name) {
    return new OnnxValue(name, null, false, null);
  }

  /** The same under another name. */
  OnnxValue named(String other) {
    return new OnnxValue(other, grid, sequences, moved);
  }

  /** The same with another meaning of its integers. */
  OnnxValue on(ByteGrid other) {
    return new OnnxValue(name, other, sequences, moved);
  }

  /** The same, known to be [B, L, W]. */
  OnnxValue ofSequences() {
    return new OnnxValue(name, grid, true, moved);
  }

  /** The same, known to be the values of a probe point in another order. */
  OnnxValue movedFrom(OnnxValue point) {
    return new OnnxValue(name, grid, sequences, point.point());
  }

  /** The probe point whose values these are; its name if nothing else is known. */
  String point() {
    return moved == null ? name : moved;
  }
}
