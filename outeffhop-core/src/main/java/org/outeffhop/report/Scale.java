package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Where the values of an axis lie on the paper, from {@code from} to {@code to} in pixels. */
record Scale(boolean logarithmic, double smallest, double largest, double from, double to) {
  private static final int MOST_TICKS = 7;

  /** The scale of an axis whose ends are rounded outwards where they are not given. */
  static Scale of(Axis axis, DoubleStream values, double from, double to) {
    double[] shown = values.filter(axis::shows).toArray();
    double low = DoubleStream.of(shown).min().orElse(axis.logarithmic() ? 1 : 0);
    double high = DoubleStream.of(shown).max().orElse(axis.logarithmic() ? 10 : 1);
    if (axis.logarithmic()) {
      low = Math.pow(10, Math.floor(Math.log10(low) + 1e-9));
      high = Math.pow(10, Math.ceil(Math.log10(high) - 1e-9));
      high = high > low ? high : low * 10;
    } else {
      double step = step(low, high > low ? high : low + 1);
      low = step * Math.floor(low / step + 1e-9);
      high = step * Math.ceil(high / step - 1e-9);
      high = high > low ? high : low + step;
    }
    double smallest = Double.isNaN(axis.smallest()) ? low : axis.smallest();
    double largest = Double.isNaN(axis.largest()) ? high : axis.largest();
    return new Scale(axis.logarithmic(), smallest, largest, from, to);
  }

  /** The place of a value; outside the axis for one beyond its ends. */
  double at(double value) {
    double share =
        logarithmic
            ? Math.log(value / smallest) / Math.log(largest / smallest)
            : (value - smallest) / (largest - smallest);
    return from + share * (to - from);
  }

  boolean contains(double value) {
    double tolerance = 1e-9 * (logarithmic ? value : largest - smallest);
    return value >= smallest - tolerance && value <= largest + tolerance;
  }

  /** The values that get a line and a number. */
  List<Double> ticks() {
    return logarithmic ? powersOfTen() : multiples();
  }

  private List<Double> powersOfTen() {
    double decades = Math.log10(largest / smallest);
    int every = (int) Math.ceil(decades / MOST_TICKS);
    int[] digits = decades > 3 ? new int[] {1} : new int[] {1, 2, 5};
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(smallest) + 1e-9);
    for (int power = first; power <= Math.log10(largest) + 1e-9; power += every) {
      for (int digit : digits) {
        double value = digit * Math.pow(10, power);
        if (contains(value)) {
          ticks.add(value);
        }
      }
    }
    return ticks;
  }

  private List<Double> multiples() {
    double step = step(smallest, largest);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(smallest / step - 1e-9); contains(i * step); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, so that at most {@value #MOST_TICKS} fit. */
  private static double step(double low, double high) {
    double least = (high - low) / (MOST_TICKS - 1);
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int digit : new int[] {1, 2, 5}) {
      if (digit * power >= least * (1 - 1e-9)) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  /** A tick's number: 0.25, 1,000, 1e-6. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size > 0 && size < 1e-3 || size >= 1e7) {
      int power = (int) Math.floor(Math.log10(size) + 1e-9);
      return plain(value / Math.pow(10, power)) + "e" + power;
    }
    return plain(value);
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%,.4f", value);
    text = text.replaceAll("\\.?0+$", "");
    return text.equals("-0") ? "0" : text;
  }
}
