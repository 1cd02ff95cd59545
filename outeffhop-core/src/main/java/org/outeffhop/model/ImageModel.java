package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;

/**
 * A transformer that turns images into vectors. Axes: B images of C colours, L tokens each, width
 * D.
 */
public sealed interface ImageModel extends Model
    permits VisionTransformer, VisionTransformerEncoder {
  /**
   * The last hidden state, as Hugging Face's model without a head returns it: class token, register
   * tokens, then patches row by row.
   *
   * @param images [B, C, size, size], float32
   * @return [B, L, D]
   * @throws IllegalArgumentException if the images have another size or number of colours
   */
  Tensor hiddenStates(Tensor images, ForwardContext context);

  /** L. */
  int tokens();
}
