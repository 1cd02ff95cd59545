package org.outeffhop.model;

/** Errors of model configurations: the field, its value, and what would be right. */
final class ConfigChecks {
  private ConfigChecks() {}

  /**
   * Blocks, of which the deepest transformers have a thousand. Each is made before a weight is
   * looked for.
   */
  static void layers(String field, int value) {
    within(field, value, 10_000);
  }

  /** A width, at most so large that the number of a matrix's elements in bytes is a long. */
  static void width(String field, int value) {
    within(field, value, 1 << 24);
  }

  private static void within(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; it must be from 1 to %d".formatted(field, value, most));
    }
  }

  static void positive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be at least 1");
    }
  }

  static void positive(String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          field + " is " + value + "; it must be positive and finite");
    }
  }

  static void probability(String field, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be in [0, 1)");
    }
  }

  static void heads(String widthField, int width, String headsField, int heads) {
    width(widthField, width);
    positive(headsField, heads);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "%s is %d and %s %d; the heads must divide the width"
              .formatted(widthField, width, headsField, heads));
    }
  }

  /**
   * The size of the perceptrons' hidden layer that belongs to a width: {@code width * numerator /
   * denominator}.
   */
  static int scaled(String widthField, int width, int numerator, int denominator) {
    long size = (long) width * numerator / denominator;
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s is %d; it must be at most %d, since the perceptrons' hidden layer is %s times as wide"
              .formatted(
                  widthField,
                  width,
                  (long) Integer.MAX_VALUE * denominator / numerator,
                  numerator / denominator));
    }
    return (int) size;
  }

  /** Two sizes whose product is one, too. */
  static void product(String first, int a, String second, int b) {
    if ((long) a * b > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s is %d and %s %d; their product must be at most %d"
              .formatted(first, a, second, b, Integer.MAX_VALUE));
    }
  }
}
