package org.outeffhop.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A chart as SVG: the same chart gives the same bytes on every machine, for nothing of the machine
 * is asked, its fonts neither.
 *
 * <p>Colours are those of Okabe and Ito (2008), which people with any kind of colour vision tell
 * apart; markers differ as well.
 */
public final class SvgChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LEFT = 80;
  private static final int TOP = 64;
  private static final int BOTTOM = HEIGHT - 62;
  private static final int LEGEND_MARK = 34;
  private static final double CHARACTER = 7.2;

  private final Chart chart;
  private final SvgText svg = new SvgText();
  private final Scale x;
  private final Scale y;
  private final int right;

  private SvgChart(Chart chart) {
    this.chart = chart;
    int longest = chart.series().stream().mapToInt(s -> s.name().length()).max().orElse(0);
    right = WIDTH - 30 - LEGEND_MARK - (int) (longest * CHARACTER);
    x = Scale.of(chart.x(), points().mapToDouble(Series.Point::x), LEFT, right);
    DoubleStream heights = points().flatMapToDouble(p -> DoubleStream.of(p.y(), p.low(), p.high()));
    y = Scale.of(chart.y(), heights, BOTTOM, TOP);
  }

  private Stream<Series.Point> points() {
    return chart.series().stream().flatMap(series -> series.points().stream());
  }

  /** The chart as the text of an SVG file. */
  public static String of(Chart chart) {
    return new SvgChart(chart).draw();
  }

  private String draw() {
    svg.open(WIDTH, HEIGHT, chart.title());
    svg.text(LEFT, 26, "start", "title", chart.title());
    svg.text(LEFT, 46, "start", "note", chart.note());
    axes();
    svg.add(
        String.format(
            Locale.ROOT,
            "<clipPath id=\"plot\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>",
            LEFT - 6,
            TOP - 6,
            right - LEFT + 12,
            BOTTOM - TOP + 12));
    for (int i = 0; i < chart.series().size(); i++) {
      series(chart.series().get(i), SeriesStyle.of(i));
      legend(chart.series().get(i), SeriesStyle.of(i), TOP + 10 + 22 * i);
    }
    return svg.close();
  }

  private void axes() {
    for (double tick : x.ticks()) {
      svg.line(x.at(tick), TOP, x.at(tick), BOTTOM, "grid");
      svg.text(x.at(tick), BOTTOM + 20, "middle", "", Scale.number(tick));
    }
    for (double tick : y.ticks()) {
      svg.line(LEFT, y.at(tick), right, y.at(tick), "grid");
      svg.text(LEFT - 8, y.at(tick) + 4, "end", "", Scale.number(tick));
    }
    svg.line(LEFT, BOTTOM, right, BOTTOM, "axis");
    svg.line(LEFT, TOP, LEFT, BOTTOM, "axis");
    svg.text((LEFT + right) / 2.0, HEIGHT - 18, "middle", "", chart.x().title());
    svg.turnedText(20, (TOP + BOTTOM) / 2.0, chart.y().title());
  }

  private void series(Series series, SeriesStyle style) {
    svg.add("<g clip-path=\"url(#plot)\">");
    List<Series.Point> shown = series.points();
    if (series.mark() != Series.Mark.POINTS) {
      svg.path(path(shown), style, series.mark() == Series.Mark.DASHED);
    }
    if (series.mark() != Series.Mark.DASHED) {
      for (Series.Point point : shown) {
        if (isShown(point)) {
          interval(point, style);
          svg.add(style.marker(x.at(point.x()), y.at(point.y())));
        }
      }
    }
    svg.add("</g>");
  }

  private boolean isShown(Series.Point point) {
    return chart.x().shows(point.x()) && chart.y().shows(point.y());
  }

  /** M and L commands; a point without a place interrupts the line. */
  private String path(List<Series.Point> points) {
    StringBuilder path = new StringBuilder();
    boolean joined = false;
    for (Series.Point point : points) {
      if (isShown(point)) {
        path.append(joined ? "L" : "M")
            .append(String.format(Locale.ROOT, "%.2f %.2f", x.at(point.x()), y.at(point.y())));
      }
      joined = isShown(point);
    }
    return path.toString();
  }

  private void interval(Series.Point point, SeriesStyle style) {
    if (point.low() < point.high() && chart.y().shows(point.high())) {
      double low = chart.y().shows(point.low()) ? y.at(point.low()) : BOTTOM;
      svg.bar(x.at(point.x()), low, y.at(point.high()), style.colour());
    }
  }

  private void legend(Series series, SeriesStyle style, double height) {
    double begin = right + 14.0;
    if (series.mark() != Series.Mark.POINTS) {
      String path = String.format(Locale.ROOT, "M%.2f %.2fH%.2f", begin, height, begin + 24);
      svg.path(path, style, series.mark() == Series.Mark.DASHED);
    }
    if (series.mark() != Series.Mark.DASHED) {
      svg.add(style.marker(begin + 12, height));
    }
    svg.text(begin + LEGEND_MARK - 4, height + 4, "start", "", series.name());
  }
}
