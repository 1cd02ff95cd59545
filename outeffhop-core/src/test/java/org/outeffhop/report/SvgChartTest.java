package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class SvgChartTest {
  private static final Axis PATTERNS = Axis.logarithmic("stored patterns");
  private static final Axis SUCCESS = Axis.linear("success (%)").between(0, 100);

  private static Chart chart(Axis x, Axis y, Series... series) {
    return new Chart("Capacity", "d = 16, 3 seeds", x, y, List.of(series));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Double> heights(String svg) {
    Matcher marker =
        Pattern.compile("class=\"marker\" transform=\"translate\\(\\S+ (\\S+)\\)").matcher(svg);
    List<Double> heights = new ArrayList<>();
    while (marker.find()) {
      heights.add(Double.valueOf(marker.group(1)));
    }
    return heights;
  }

  @Test
  void equalChartsGiveEqualBytesOfValidXml() throws Exception {
    Series series = Series.line("a < b & \"c\"", List.of(10.0, 1000.0), List.of(99.5, 12.25));
    String svg = SvgChart.of(chart(PATTERNS, SUCCESS, series));
    assertEquals(svg, SvgChart.of(chart(PATTERNS, SUCCESS, series)));
    Document document = parsed(svg);
    assertEquals("Capacity", document.getElementsByTagName("title").item(0).getTextContent());
    assertTrue(svg.contains("a &lt; b &amp; &quot;c&quot;"));
    assertTrue(svg.contains("success (%)") && svg.contains("d = 16, 3 seeds"));
  }

  @Test
  void equalFactorsHaveEqualDistancesOnALogarithmicAxis() {
    Series series =
        Series.scatter("s", List.of(1.0, 2.0, 3.0, 4.0), List.of(1e-3, 1e-1, 10.0, 1e3));
    String svg = SvgChart.of(chart(Axis.linear("x"), Axis.logarithmic("y"), series));
    List<Double> heights = heights(svg).subList(0, 4);
    for (int i = 2; i < 4; i++) {
      double step = heights.get(i - 1) - heights.get(i);
      assertEquals(heights.get(0) - heights.get(1), step, 0.011);
      assertTrue(step > 0, "larger values stand higher");
    }
    assertTrue(svg.contains(">1,000<") && svg.contains(">0.001<"));
  }

  @Test
  void whatHasNoPlaceInterruptsTheLine() {
    Series series =
        Series.line(
            "s", List.of(1.0, 2.0, 3.0, 4.0, 5.0), List.of(1.0, 2.0, Double.NaN, 4.0, -5.0));
    String svg = SvgChart.of(chart(Axis.linear("x"), Axis.logarithmic("y"), series));
    assertEquals(3 + 1, heights(svg).size(), "three markers and one in the legend");
    Matcher path = Pattern.compile("stroke-width=\"4.5\" d=\"(M[^\"]*L[^\"]*)\"").matcher(svg);
    assertTrue(path.find());
    assertEquals(2, path.group(1).chars().filter(c -> c == 'M').count());
    assertFalse(svg.contains("NaN") || svg.contains("Infinity"));
  }

  @Test
  void seriesDifferInColourAndMarker() {
    List<SeriesStyle> styles = new ArrayList<>();
    for (int i = 0; i < Chart.MOST_SERIES; i++) {
      styles.add(SeriesStyle.of(i));
    }
    assertEquals(styles.size(), styles.stream().distinct().count());
    assertEquals(7, styles.subList(0, 7).stream().map(SeriesStyle::colour).distinct().count());
    assertEquals(7, styles.subList(0, 7).stream().map(SeriesStyle::shape).distinct().count());
  }

  @Test
  void ticksAreRoundNumbersThatSpanTheValues() {
    Scale linear = Scale.of(Axis.linear("x"), DoubleStream.of(0.03, 0.87), 0, 100);
    assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"), numbers(linear));
    Scale wide = Scale.of(Axis.logarithmic("x"), DoubleStream.of(2, 90000), 0, 100);
    assertEquals(List.of("1", "10", "100", "1,000", "10,000", "100,000"), numbers(wide));
    Scale narrow = Scale.of(Axis.logarithmic("x"), DoubleStream.of(2, 90), 0, 100);
    assertEquals(List.of("1", "2", "5", "10", "20", "50", "100"), numbers(narrow));
    Scale tiny = Scale.of(Axis.logarithmic("x"), DoubleStream.of(1e-16, 1), 0, 100);
    assertEquals("1e-16", numbers(tiny).get(0));
    Scale constant = Scale.of(Axis.linear("x"), DoubleStream.of(5, 5), 0, 100);
    assertTrue(constant.largest() > constant.smallest() && constant.contains(5));
    Scale negative = Scale.of(Axis.linear("x"), DoubleStream.of(-3, 12), 0, 100);
    assertEquals(List.of("-5", "0", "5", "10", "15"), numbers(negative));
  }

  private static List<String> numbers(Scale scale) {
    return scale.ticks().stream().map(Scale::number).toList();
  }

  @Test
  void aChartThatCannotBeDrawnIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> chart(PATTERNS, SUCCESS));
    assertThrows(
        IllegalArgumentException.class, () -> Series.line("s", List.of(1.0), List.of(1.0, 2.0)));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> PATTERNS.between(0, 10));
    assertEquals(
        "the logarithmic axis 'stored patterns' goes from 0.0 to 10.0; both must be positive",
        e.getMessage());
  }
}
