package org.outeffhop.metrics.sinks;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A module's outlier elements so far. */
final class ModuleSums {
  private static final int TOP = 3;

  private long[] byChannel = {};
  private long samples;
  private Whereabouts outliers = Whereabouts.NONE;
  private Whereabouts ofKurtosis = Whereabouts.NONE;
  private double kurtosis;
  private double kurtosisWithoutSinks;
  private long samplesWithoutSinks;

  /** Takes in a sample. */
  void add(SampleOutliers sample, SampleTokens tokens) {
    samples++;
    outliers = outliers.plus(sample.count(tokens));
    ofKurtosis = ofKurtosis.plus(sample.kurtosis(tokens));
    kurtosis += sample.kurtosisOf(tokens.real());
    double rest = sample.kurtosisOf(tokens.others());
    if (!Double.isNaN(rest)) {
      kurtosisWithoutSinks += rest;
      samplesWithoutSinks++;
    }
    if (byChannel.length == 0) {
      byChannel = new long[sample.byChannel().length];
    }
    for (int channel = 0; channel < byChannel.length; channel++) {
      byChannel[channel] += sample.byChannel()[channel];
    }
  }

  ModuleUse use(String module) {
    List<ModuleUse.Channel> channels =
        IntStream.range(0, byChannel.length)
            .filter(channel -> byChannel[channel] > 0)
            .mapToObj(channel -> new ModuleUse.Channel(channel, byChannel[channel]))
            .sorted(Comparator.comparingLong(channel -> -channel.outliers()))
            .toList();
    return new ModuleUse(
        module,
        outliers,
        ofKurtosis.over(samples),
        channels.size(),
        List.copyOf(channels.subList(0, Math.min(TOP, channels.size()))),
        kurtosis / samples,
        kurtosisWithoutSinks / samplesWithoutSinks);
  }
}
