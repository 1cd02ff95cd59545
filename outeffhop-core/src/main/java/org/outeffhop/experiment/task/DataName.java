package org.outeffhop.experiment.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.series.TimeSeries;

/**
 * What data are called.
 *
 * @param name for people: {@code WordNet 3.1}
 * @param fingerprinted the name with SHA-256 of everything that the data are made from, which
 *     decides whether two runs saw the same
 */
public record DataName(String name, String fingerprinted) {
  /** A text's. */
  public static DataName of(TextCorpus corpus) {
    return named(corpus.name(), corpus.fingerprint());
  }

  /** The name of images. */
  public static DataName of(ImageSource source) {
    try {
      return named(source.name(), source.fingerprint());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The name of series in three parts. */
  public static DataName of(TimeSeries series, SeriesSplit split) {
    String name =
        String.format(
            Locale.ROOT,
            "%s, %d series, %,d + %,d + %,d steps",
            series.name(),
            series.channels(),
            split.training(),
            split.validation(),
            split.test());
    return named(name, series.fingerprint());
  }

  private static DataName named(String name, String fingerprint) {
    return new DataName(name, name + " " + fingerprint);
  }
}
