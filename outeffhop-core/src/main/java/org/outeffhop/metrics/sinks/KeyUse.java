package org.outeffhop.metrics.sinks;

/**
 * What a head gives to the keys of one label, over all samples.
 *
 * @param label a token's id, or a position
 * @param weight all keys of the label together: the mean over queries
 * @param sinkRate the share of queries that give one of them more than 0.3 of their weight
 * @param valueLength the mean 2-norm of their value vectors
 * @param otherValueLength the same of all other keys; NaN where there are none
 */
public record KeyUse(
    long label, double weight, double sinkRate, double valueLength, double otherValueLength) {}
