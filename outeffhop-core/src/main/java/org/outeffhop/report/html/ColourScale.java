package org.outeffhop.report.html;

import java.util.stream.DoubleStream;

/**
 * Colours of values, from viridis, whose lightness grows evenly, so that readers who do not tell
 * colours apart still see the order.
 *
 * @param title what the values are, with the unit in brackets where there is one
 * @param logarithmic whether powers of ten are equally far apart
 */
public record ColourScale(String title, double smallest, double largest, boolean logarithmic) {
  private static final double WIDE = 50;

  /** Checks the ends. */
  public ColourScale {
    if (!(smallest < largest) || (logarithmic && smallest <= 0)) {
      throw new IllegalArgumentException(
          "the colours of '%s' go from %s to %s; they must rise%s"
              .formatted(title, smallest, largest, logarithmic ? " from more than 0" : ""));
    }
  }

  /**
   * A scale that spans values: logarithmic where the largest is more than 50 times the smallest and
   * all are positive. Values that are not finite do not count; where all are equal the scale has
   * some width around them.
   */
  public static ColourScale spanning(String title, DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0) {
      return new ColourScale(title, 0, 1, false);
    }
    double low = finite[0];
    double high = finite[finite.length - 1];
    if (low == high) {
      double margin = low == 0 ? 1 : Math.abs(low) / 2;
      return new ColourScale(title, low - margin, high + margin, false);
    }
    return new ColourScale(title, low, high, low > 0 && high > WIDE * low);
  }
}
