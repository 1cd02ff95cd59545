package org.outeffhop.experiment.theory;

/**
 * What training a reader of a memory came to.
 *
 * @param gap the held-out loss less the loss on the samples it was trained with
 * @param accuracy the share of held-out samples that it classifies rightly
 * @param weight the largest weight of a pattern, in the mean over held-out samples: 1 where single
 *     patterns are retrieved, 1 / M where all M count alike and nothing is
 */
record Trained(double gap, double accuracy, double weight) {}
