package org.outeffhop.runtime;

/**
 * What a model gave.
 *
 * @param values in row-major order
 * @param shape the sizes of all axes
 */
public record OnnxOutput(float[] values, long[] shape) {}
