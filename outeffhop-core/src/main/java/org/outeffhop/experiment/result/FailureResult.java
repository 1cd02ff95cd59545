package org.outeffhop.experiment.result;

/**
 * A known way to fail, looked for.
 *
 * @param name its name
 * @param detected whether it was seen
 * @param measured what was measured, in words with numbers
 * @param remedy what to change
 */
public record FailureResult(String name, boolean detected, String measured, String remedy) {}
