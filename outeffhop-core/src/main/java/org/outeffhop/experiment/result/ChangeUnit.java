package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How two values are compared. */
public enum ChangeUnit {
  /** By their ratio: logarithms are averaged, and a mean of log(b / a) is 100 (e^mean - 1) %. */
  PERCENT("percent", "%+.1f", "%") {
    @Override
    double between(double before, double after) {
      return Math.log(after / before);
    }

    @Override
    double shown(double mean) {
      return 100 * Math.expm1(mean);
    }
  },
  /** By their difference in percentage points. */
  POINTS("points", "%+.2f", " pts"),
  /** By their difference. */
  DIFFERENCE("difference", "%+.4f", "");

  private final String key;
  private final String format;
  private final String suffix;

  ChangeUnit(String key, String format, String suffix) {
    this.key = key;
    this.format = format;
    this.suffix = suffix;
  }

  /** What is averaged of two values. */
  double between(double before, double after) {
    return after - before;
  }

  /** A mean of that in this unit. */
  double shown(double mean) {
    return mean;
  }

  /** The name in files. */
  @JsonValue
  public String key() {
    return key;
  }

  /** A change with its sign, without the unit. */
  public String number(double change) {
    return String.format(Locale.ROOT, format, change);
  }

  /** A change with its sign and unit. */
  public String text(double change) {
    return number(change) + suffix;
  }
}
