package org.outeffhop.experiment.result;

/**
 * One measurement.
 *
 * @param what what was measured, and where
 * @param measured its value
 * @param expected what the claim says it should be, in words; may be empty
 */
public record Evidence(String what, double measured, String expected) {}
