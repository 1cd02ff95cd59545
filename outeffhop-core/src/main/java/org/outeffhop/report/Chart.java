package org.outeffhop.report;

import java.util.List;

/**
 * Lines and points over two axes. {@link SvgChart} draws it.
 *
 * @param title what it shows, in one line
 * @param note how it came about (sizes, seeds), in one line below the title; may be empty
 * @param series at most {@value #MOST_SERIES}
 */
public record Chart(String title, String note, Axis x, Axis y, List<Series> series) {
  static final int MOST_SERIES = 14;

  public Chart {
    series = List.copyOf(series);
    if (series.isEmpty() || series.size() > MOST_SERIES) {
      throw new IllegalArgumentException(
          "the chart '%s' has %d series; it takes 1 to %d"
              .formatted(title, series.size(), MOST_SERIES));
    }
  }
}
