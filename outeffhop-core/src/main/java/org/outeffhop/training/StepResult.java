package org.outeffhop.training;

/**
 * What a step did.
 *
 * @param step from 0
 * @param loss mean over the step's batches, before the update
 * @param gradientNorm before clipping
 * @param seconds since training began
 */
public record StepResult(
    long step, double loss, double learningRate, double gradientNorm, double seconds) {}
