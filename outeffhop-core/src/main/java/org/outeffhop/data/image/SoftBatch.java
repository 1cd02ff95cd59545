package org.outeffhop.data.image;

import org.bytedeco.pytorch.Tensor;

/**
 * Images and how much each belongs to each class.
 *
 * @param pixels [B, channels, height, width], from 0 to 255, uint8 or float32
 * @param targets [B, classes], float32; rows add up to 1
 */
public record SoftBatch(Tensor pixels, Tensor targets) {}
