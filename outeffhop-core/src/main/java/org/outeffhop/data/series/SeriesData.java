package org.outeffhop.data.series;

import java.util.Arrays;
import org.outeffhop.series.SeriesUnits;
import org.outeffhop.series.Standardization;
import org.outeffhop.series.TimeSeries;

/**
 * The windows of all parts of a series, standardised by its training part.
 *
 * <p>A window belongs to the part in which its whole target lies. The contexts of validation and
 * test windows reach back into the preceding part.
 *
 * @param name the series'
 * @param channels D
 * @param units how the windows are standardised
 */
public record SeriesData(
    String name,
    int channels,
    SeriesUnits units,
    SeriesWindows training,
    SeriesWindows validation,
    SeriesWindows test)
    implements AutoCloseable {

  /**
   * Divides and standardises a series.
   *
   * @param context time steps that are seen
   * @param horizon time steps that are forecast
   * @throws IllegalArgumentException if the series is shorter than the split, a part has no window,
   *     or a series does not change in the training part
   */
  public static SeriesData of(TimeSeries series, SeriesSplit split, int context, int horizon) {
    requireFit(series, split, context, horizon);
    requireChanges(series, split.training());
    Standardization units = Standardization.of(series, split.training());
    float[] values = units.apply(series);
    int channels = series.channels();
    int validation = split.training();
    int test = validation + split.validation();
    Cut cut = new Cut(values, channels, context, horizon);
    return new SeriesData(
        series.name(),
        channels,
        new SeriesUnits(series.columns(), units),
        cut.windows(0, validation),
        cut.windows(validation - context, test),
        cut.windows(test - context, Math.toIntExact(split.total())));
  }

  /**
   * Checks that every series can be standardised.
   *
   * @param training time steps, from the first
   * @throws IllegalArgumentException naming a series that has one value in all of them
   */
  public static void requireChanges(TimeSeries series, int training) {
    for (int channel = 0; channel < series.channels(); channel++) {
      int step = 1;
      while (step < training && series.at(step, channel) == series.at(0, channel)) {
        step++;
      }
      if (step >= training) {
        throw new IllegalArgumentException(
            "%s: '%s' is %s in all %d time steps of the training part, from which nothing is learnt; remove it"
                .formatted(
                    series.name(), series.columns().get(channel), series.at(0, channel), training));
      }
    }
  }

  private record Cut(float[] values, int channels, int context, int horizon) {
    SeriesWindows windows(int from, int to) {
      float[] part = Arrays.copyOfRange(values, from * channels, to * channels);
      return new SeriesWindows(part, channels, context, horizon);
    }
  }

  private static void requireFit(TimeSeries series, SeriesSplit split, int context, int horizon) {
    if (split.total() > series.length()) {
      throw new IllegalArgumentException(
          "%s has %d time steps; training, validation and test need %d + %d + %d"
              .formatted(
                  series.name(),
                  series.length(),
                  split.training(),
                  split.validation(),
                  split.test()));
    }
    if (split.training() < (long) context + horizon
        || split.validation() < horizon
        || split.test() < horizon) {
      throw new IllegalArgumentException(
          ("the parts of %s have %d, %d and %d time steps; a context of %d and a horizon of %d need at least %d, %d and"
                  + " %d")
              .formatted(
                  series.name(),
                  split.training(),
                  split.validation(),
                  split.test(),
                  context,
                  horizon,
                  (long) context + horizon,
                  horizon,
                  horizon));
    }
  }

  @Override
  public void close() {
    training.close();
    validation.close();
    test.close();
  }
}
