package org.outeffhop.metrics.sinks;

import java.util.List;

/**
 * Where the outlier elements of a module's output lie, over all samples.
 *
 * @param module its name
 * @param outliers their number
 * @param ofKurtosis what they add to the kurtosis, in the mean over samples
 * @param channels the number of channels that have any
 * @param topChannels the three that have most, and their numbers
 * @param kurtosis the mean of {@link org.outeffhop.metrics.Kurtosis} over samples
 * @param kurtosisWithoutSinks the same with the rows of tokens left out that heads sink into
 */
public record ModuleUse(
    String module,
    Whereabouts outliers,
    Whereabouts ofKurtosis,
    int channels,
    List<Channel> topChannels,
    double kurtosis,
    double kurtosisWithoutSinks) {
  /** A channel and its number of outlier elements. */
  public record Channel(int channel, long outliers) {}
}
