package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.outeffhop.data.series.Lorenz96;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;
import org.outeffhop.series.TimeSeries;
import picocli.CommandLine.Option;

/** The series of a forecast: a CSV's, or the built-in one. */
final class SeriesOptions {
  private static final int BUILTIN_STEPS = 3000;
  private static final long BUILTIN_SEED = 1;

  @Option(
      names = "--split",
      split = ",",
      paramLabel = "N",
      description =
          "Time steps for training, validation and test, such as 8640,2880,2880 (default: 70%%, 10%% "
              + "and 20%%; with the preset paper-stanhop-etth1, 'compare' and 'forecast' use the numbers "
              + "above).")
  private List<Integer> split = List.of();

  /** The series of a file; of none and of {@code builtin} those that come with the project. */
  static TimeSeries read(String file) throws IOException {
    return DataArguments.isBuiltin(file)
        ? Lorenz96.weather().generate(BUILTIN_STEPS, BUILTIN_SEED)
        : TimeSeries.read(Path.of(file));
  }

  /** Whether {@code --split} is given. */
  boolean areGiven() {
    return !split.isEmpty();
  }

  /**
   * Checks that neither a file of series nor its parts are given in vain.
   *
   * @param file null where none is given
   */
  void requireReader(Collection<ModelType> models, String file) {
    DataKind.SERIES.requireReader(file != null, models, "--series");
    DataKind.SERIES.requireReader(areGiven(), models, "--split");
  }

  /**
   * The given parts.
   *
   * @throws IllegalArgumentException if they are not three numbers of at least 1
   */
  Optional<SeriesSplit> split() {
    if (split.isEmpty()) {
      return Optional.empty();
    }
    if (split.size() != 3) {
      throw new IllegalArgumentException(
          "--split has " + split.size() + " numbers; it takes three, such as 8640,2880,2880");
    }
    return Optional.of(new SeriesSplit(split.get(0), split.get(1), split.get(2)));
  }
}
