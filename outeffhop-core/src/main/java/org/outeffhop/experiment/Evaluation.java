package org.outeffhop.experiment;

/**
 * How much is measured.
 *
 * @param batchSize sequences in each of the batches below; ranges and outliers of one batch depend
 *     on it, so it is the same for every recipe
 * @param batches of held-out text for quality and outliers, after training
 * @param calibrationBatches of training text from which W8A8's ranges come
 * @param times how often quality and outliers are measured during training
 * @param shortBatches of held-out text for each of those
 */
public record Evaluation(
    int batchSize, int batches, int calibrationBatches, int times, int shortBatches) {}
