package org.outeffhop.quantization;

import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/**
 * How a range estimator is written: a name and, for some, a number behind a colon.
 *
 * @param number what the number is, for people: {@code PERCENT}; empty where there is none
 * @param absent the number where none is written
 */
record RangeForm(
    String name, String number, double absent, DoubleFunction<RangeEstimator> estimator) {
  /** A name alone. */
  static RangeForm plain(String name, Supplier<RangeEstimator> estimator) {
    return new RangeForm(name, "", Double.NaN, none -> estimator.get());
  }

  /** The name, and in brackets what can be left out. */
  String pattern() {
    return number.isEmpty() ? name : name + "[:" + number + "]";
  }

  /** The estimator with the number that is taken where none is written. */
  RangeEstimator usual() {
    return estimator.apply(absent);
  }

  /** Whether a text begins with this name. */
  boolean isOf(String text) {
    return text.split(":", 2)[0].equals(name);
  }

  /**
   * The estimator of a text that begins with this name.
   *
   * @throws IllegalArgumentException if its number cannot be
   */
  RangeEstimator read(String text) {
    if (text.equals(name)) {
      return usual();
    }
    if (number.isEmpty()) {
      throw new IllegalArgumentException("range is '" + text + "'; this one takes no number");
    }
    try {
      return estimator.apply(Double.parseDouble(text.substring(name.length() + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "range is '" + text + "'; behind the colon it takes a number", e);
    }
  }

  /** The text of the estimator with a number. */
  String write(double value) {
    return name + ":" + value;
  }
}
