package org.outeffhop.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Mean and sample standard deviation (n - 1) of a measure over runs that differ in their seed. */
final class Spread {
  private static final int WITHOUT_DECIMALS = 1000;

  private Spread() {}

  /** The mean, with the deviation behind it where there is more than one run. */
  static <R> String text(List<R> runs, ToDoubleFunction<R> measure, int decimals) {
    double mean = mean(runs, measure);
    if (runs.size() == 1) {
      return number(mean, decimals);
    }
    return number(mean, decimals) + " ±" + number(deviation(runs, measure), decimals);
  }

  /** A mean share in percent, signed, with the deviation behind it where there is one. */
  static <R> String percent(List<R> runs, ToDoubleFunction<R> share) {
    String mean = String.format(Locale.ROOT, "%+.1f%%", 100 * mean(runs, share));
    return runs.size() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ±%.1f", 100 * deviation(runs, share));
  }

  private static <R> double deviation(List<R> runs, ToDoubleFunction<R> measure) {
    double mean = mean(runs, measure);
    double squares = runs.stream().mapToDouble(measure).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (runs.size() - 1));
  }

  static <R> double mean(List<R> runs, ToDoubleFunction<R> measure) {
    return runs.stream().mapToDouble(measure).average().orElseThrow();
  }

  /** How much the mean is above that of the reference, in percent. */
  static <R> String change(List<R> runs, List<R> reference, ToDoubleFunction<R> measure) {
    double ratio = mean(runs, measure) / mean(reference, measure);
    return String.format(Locale.ROOT, "%+.1f%%", 100 * (ratio - 1));
  }

  static String number(double value, int decimals) {
    int shown = Math.abs(value) >= WITHOUT_DECIMALS ? 0 : decimals;
    return String.format(Locale.ROOT, "%." + shown + "f", value);
  }
}
