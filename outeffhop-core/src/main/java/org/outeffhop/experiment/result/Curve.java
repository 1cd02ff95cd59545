package org.outeffhop.experiment.result;

import java.util.List;

/**
 * A measurement over a range of sizes, to be drawn.
 *
 * @param name a short name, which becomes the file's
 * @param title what it shows
 * @param x what goes along, with its unit
 * @param y what was measured, with its unit
 * @param logarithmicX whether x spans powers of ten
 * @param logarithmicY whether y does
 */
public record Curve(
    String name,
    String title,
    String x,
    String y,
    boolean logarithmicX,
    boolean logarithmicY,
    List<Line> lines) {
  public Curve {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param predicted whether it is what the claim says, not a measurement
   */
  public record Line(String name, boolean predicted, List<Double> x, List<Double> y) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }
}
