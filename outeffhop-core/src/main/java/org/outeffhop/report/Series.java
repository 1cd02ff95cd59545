package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One series of a chart.
 *
 * @param name in the legend
 * @param mark how it is drawn
 * @param points in the order in which they are joined
 */
public record Series(String name, Mark mark, List<Point> points) {
  public Series {
    points = List.copyOf(points);
  }

  /** How a series is drawn. */
  public enum Mark {
    /** Points joined by a line: what was measured. */
    LINE,
    /** A dashed line without points: what is predicted. */
    DASHED,
    /** Points alone. */
    POINTS
  }

  /**
   * A value, with an interval around it where it has one.
   *
   * @param y NaN interrupts the line
   * @param low lower end of the interval, y itself where there is none
   * @param high upper end
   */
  public record Point(double x, double y, double low, double high) {
    /** A value without an interval. */
    public Point(double x, double y) {
      this(x, y, y, y);
    }
  }

  /**
   * A measured line.
   *
   * @param y as many as x
   */
  public static Series line(String name, List<Double> x, List<Double> y) {
    return new Series(name, Mark.LINE, points(name, x, y));
  }

  /** A predicted line. */
  public static Series dashed(String name, List<Double> x, List<Double> y) {
    return new Series(name, Mark.DASHED, points(name, x, y));
  }

  /** Points that are not joined. */
  public static Series scatter(String name, List<Double> x, List<Double> y) {
    return new Series(name, Mark.POINTS, points(name, x, y));
  }

  private static List<Point> points(String name, List<Double> x, List<Double> y) {
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "the series '%s' has %d x and %d y; their numbers must be equal"
              .formatted(name, x.size(), y.size()));
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      points.add(new Point(x.get(i), y.get(i)));
    }
    return points;
  }
}
