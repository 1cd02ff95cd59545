package org.outeffhop.experiment.result;

/**
 * What one pretraining run measured.
 *
 * @param model bert or opt
 * @param attention the attention method
 * @param seed of weights, data order and masking
 * @param steps optimiser steps
 * @param parameters trained scalars
 * @param averageKurtosis mean over the measured modules
 * @param maximumInfinityNorm the largest module's
 * @param perplexity on held-out text, full precision
 * @param perplexityW8a8 the same after static per-tensor W8A8 by simulation
 * @param seconds of training and measuring
 */
public record ComparisonRow(
    String model,
    String attention,
    long seed,
    long steps,
    long parameters,
    double averageKurtosis,
    double maximumInfinityNorm,
    double perplexity,
    double perplexityW8a8,
    double seconds) {}
