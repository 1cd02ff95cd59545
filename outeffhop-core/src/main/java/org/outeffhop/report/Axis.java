package org.outeffhop.report;

/**
 * An axis of a chart.
 *
 * @param title what is on it, with the unit in brackets where there is one
 * @param logarithmic whether powers of ten have equal distances; values that are not positive are
 *     then left out
 * @param smallest where it begins, or NaN: at the smallest value
 * @param largest where it ends, or NaN: at the largest value
 */
public record Axis(String title, boolean logarithmic, double smallest, double largest) {
  public Axis {
    if (logarithmic && (smallest <= 0 || largest <= 0)) {
      throw new IllegalArgumentException(
          "the logarithmic axis '%s' goes from %s to %s; both must be positive"
              .formatted(title, smallest, largest));
    }
    if (smallest >= largest) {
      throw new IllegalArgumentException(
          "the axis '%s' goes from %s to %s; the end must be larger"
              .formatted(title, smallest, largest));
    }
  }

  /** A linear axis as long as its values need. */
  public static Axis linear(String title) {
    return new Axis(title, false, Double.NaN, Double.NaN);
  }

  /** A logarithmic axis as long as its values need. */
  public static Axis logarithmic(String title) {
    return new Axis(title, true, Double.NaN, Double.NaN);
  }

  /** The same from one end to the other, whatever the values are. */
  public Axis between(double from, double to) {
    return new Axis(title, logarithmic, from, to);
  }

  /** Whether a value has a place on the axis. */
  boolean shows(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }
}
