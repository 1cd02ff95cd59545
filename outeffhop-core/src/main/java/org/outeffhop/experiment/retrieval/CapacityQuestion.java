package org.outeffhop.experiment.retrieval;

/** Patterns to store, and what makes queries of them. */
public record CapacityQuestion(PatternSource source, Corruption corruption) {}
