package org.outeffhop.export;

/** The attention of a decoder's layers over what its tokens may see. */
interface DecoderAttention {
  /**
   * The context as rows, [B L, H D].
   *
   * @param name the attention module's
   * @param query rows under their probe point, as are key and value
   * @param x the layer's input, as rows
   */
  OnnxValue context(String name, OnnxValue query, OnnxValue key, OnnxValue value, OnnxValue x);
}
