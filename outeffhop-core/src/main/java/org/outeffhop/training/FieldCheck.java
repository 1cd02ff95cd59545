package org.outeffhop.training;

/** Checks of a configuration's numbers, whose errors say what is right. */
public final class FieldCheck {
  private FieldCheck() {}

  /**
   * Checks a number.
   *
   * @param right whether it is as it must be
   * @param range what it must be, for the error: {@code at least 1}
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public static void require(boolean right, String field, Number value, String range) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + range);
    }
  }

  /** Checks that a number of things is at least 1. */
  public static void atLeastOne(String field, long value) {
    require(value >= 1, field, value, "at least 1");
  }

  /** Checks that a number of things is from 1 to a limit. */
  public static void within(String field, long value, long most) {
    require(value >= 1 && value <= most, field, value, "from 1 to " + most);
  }

  /** Checks that a number is finite and above 0. */
  public static void positive(String field, double value) {
    require(
        value > 0 && Double.isFinite(value),
        field,
        value,
        value > 0 ? "finite and above 0" : "above 0");
  }

  /** Checks that a number is finite and not negative. */
  public static void notNegative(String field, double value) {
    require(value >= 0 && Double.isFinite(value), field, value, "0 or above");
  }
}
