package org.outeffhop.experiment;

/**
 * How much is measured.
 *
 * @param batches of held-out text for quality and outliers, after training
 * @param calibrationBatches of training text from which W8A8's ranges come
 * @param times how often quality and outliers are measured during training
 * @param shortBatches of held-out text for each of those
 */
public record Evaluation(int batches, int calibrationBatches, int times, int shortBatches) {}
