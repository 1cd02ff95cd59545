package org.outeffhop.inspection;

/**
 * Something damaged or unfinished.
 *
 * @param file where
 * @param reason what is wrong with it
 */
public record Problem(String file, String reason) {}
