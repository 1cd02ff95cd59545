package org.outeffhop.experiment.run;

/**
 * What a run holds in memory at once.
 *
 * @param trained samples whose loss is computed at once
 * @param measured samples that are measured at once
 * @param length tokens in a sequence; 0 where there are none
 */
public record AtOnce(long trained, long measured, int length) {}
