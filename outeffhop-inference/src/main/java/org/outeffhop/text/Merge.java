package org.outeffhop.text;

/** Two tokens that were joined. */
public record Merge(String left, String right) {}
