package org.outeffhop.training;

/**
 * One update of the parameters.
 *
 * @param step updates made so far, this one included: 1 for the first
 * @param loss mean loss over the micro-batches of the update, before it
 * @param learningRate the learning rate of the update
 * @param gradientNorm L2 norm of all gradients together, before clipping
 * @param tokens tokens in the batches of the update
 * @param seconds wall-clock time of the update
 */
public record StepResult(
    long step,
    double loss,
    double learningRate,
    double gradientNorm,
    long tokens,
    double seconds) {}
