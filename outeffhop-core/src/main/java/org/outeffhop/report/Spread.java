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

  private static <R> double deviation(List<R> runs, ToDoubleFunction<R> measure) {
    double mean = mean(runs, measure);
    double squares = runs.stream().mapToDouble(measure).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (runs.size() - 1));
  }

  static <R> double mean(List<R> runs, ToDoubleFunction<R> measure) {
    return runs.stream().mapToDouble(measure).average().orElseThrow();
  }

  static String number(double value, int decimals) {
    int shown = Math.abs(value) >= WITHOUT_DECIMALS ? 0 : decimals;
    return String.format(Locale.ROOT, "%." + shown + "f", value);
  }
}
