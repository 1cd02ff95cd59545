package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;

/** Numbers as they are printed, and those that are asked for. */
final class Numbers {
  private Numbers() {}

  static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /**
   * The values, unchangeable.
   *
   * @throws IllegalArgumentException if there are none or one is below 1
   */
  static List<Integer> positive(String field, List<Integer> values) {
    if (values.isEmpty() || values.stream().anyMatch(value -> value < 1)) {
      throw new IllegalArgumentException(
          field + " is " + values + "; it must be whole numbers of at least 1");
    }
    return List.copyOf(values);
  }
}
