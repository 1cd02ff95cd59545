package org.outeffhop.metrics;

/**
 * The outliers in one module's output, averaged over samples.
 *
 * @param module the module's Hugging Face name
 * @param kurtosis the mean of {@link Kurtosis} over samples
 * @param maximumInfinityNorm the mean of {@link MaxInfinityNorm} over samples
 */
public record ModuleOutliers(String module, double kurtosis, double maximumInfinityNorm) {}
