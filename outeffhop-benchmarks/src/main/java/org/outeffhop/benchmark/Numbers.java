package org.outeffhop.benchmark;

import java.util.Locale;

/** Times and ratios as they are printed. */
final class Numbers {
  private Numbers() {}

  static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
