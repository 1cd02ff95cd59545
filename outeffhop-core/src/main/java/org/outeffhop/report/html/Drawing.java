package org.outeffhop.report.html;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.outeffhop.report.Chart;

/** A chart as the page's script reads it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Drawing.Lines.class, name = "lines"),
  @JsonSubTypes.Type(value = Drawing.HeatMap.class, name = "heat-map"),
  @JsonSubTypes.Type(value = Drawing.Bars.class, name = "bars"),
  @JsonSubTypes.Type(value = Drawing.Dots.class, name = "dots"),
  @JsonSubTypes.Type(value = Drawing.Histogram.class, name = "histogram")
})
public sealed interface Drawing {
  /** What it shows, in a line. */
  String title();

  /** Lines and points; an interval of a line is a band, one of a point a bar. */
  record Lines(Chart chart) implements Drawing {
    @Override
    @JsonProperty
    public String title() {
      return chart.title();
    }
  }

  /**
   * Values by colour, on the scale of the figure's block.
   *
   * @param xNames from left to right
   * @param yNames from top to bottom
   * @param values by y, then x; NaN where there is none
   * @param numbers whether values are written into their cells
   */
  record HeatMap(
      String title,
      String xTitle,
      List<String> xNames,
      String yTitle,
      List<String> yNames,
      List<double[]> values,
      boolean numbers)
      implements Drawing {
    /** Copies and checks the values. */
    public HeatMap {
      xNames = List.copyOf(xNames);
      yNames = List.copyOf(yNames);
      values = List.copyOf(values);
      if (values.size() != yNames.size()) {
        throw new IllegalArgumentException(
            "the heat map '%s' has %d rows of values and %d names of rows"
                .formatted(title, values.size(), yNames.size()));
      }
      for (double[] row : values) {
        if (row.length != xNames.size()) {
          throw new IllegalArgumentException(
              "the heat map '%s' has a row of %d values and %d names of columns"
                  .formatted(title, row.length, xNames.size()));
        }
      }
    }
  }

  /**
   * Bars side by side.
   *
   * @param categories along the axis
   * @param yTitle what is measured, with its unit
   */
  record Bars(String title, List<String> categories, String yTitle, List<BarSeries> series)
      implements Drawing {
    /** Copies the lists. */
    public Bars {
      categories = List.copyOf(categories);
      series = List.copyOf(series);
    }
  }

  /**
   * Bars of one colour.
   *
   * @param values by category; NaN where there is none
   */
  record BarSeries(String name, List<Double> values) {}

  /**
   * Measurements by category, a dot each, over an axis that need not begin at 0.
   *
   * @param categories along the axis
   * @param yTitle what is measured, with its unit
   */
  record Dots(String title, List<String> categories, String yTitle, List<DotSeries> series)
      implements Drawing {
    /** Copies the lists. */
    public Dots {
      categories = List.copyOf(categories);
      series = List.copyOf(series);
    }
  }

  /**
   * Dots of one colour.
   *
   * @param values by category, any number in each
   */
  record DotSeries(String name, List<List<Double>> values) {}

  /**
   * How often values occur, with the grid to which they are rounded.
   *
   * @param xTitle what the values are
   * @param edges of the bins, one more than counts
   * @param counts by bin
   * @param grid where the levels of the grid are, rising
   * @param note in a line below the title
   */
  record Histogram(
      String title, String note, String xTitle, double[] edges, long[] counts, double[] grid)
      implements Drawing {
    /** Checks the number of edges. */
    public Histogram {
      if (edges.length != counts.length + 1) {
        throw new IllegalArgumentException(
            "the histogram '%s' has %d edges and %d counts; there must be one edge more than counts"
                .formatted(title, edges.length, counts.length));
      }
    }
  }
}
