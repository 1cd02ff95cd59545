package org.outeffhop.metrics;

import org.bytedeco.pytorch.Tensor;

/**
 * What a model says of a batch, and what would be right.
 *
 * @param output of the model, such as scores [B, C] or values [B, ..]
 * @param target classes [B], int64, or values in the output's shape
 */
public record Prediction(Tensor output, Tensor target) {}
