package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.result.RetrievalResult;

/** The memory's experiments as tables and charts, from results made by hand. */
class MemoryReportsTest {
  private static final Map<String, Object> SETTINGS =
      Map.of("beta", 1.0, "steps", 5, "seeds", 2, "noise", 0.5, "patterns", "p", "stored", 9L);

  private static CapacityResult.Row row(
      String patterns, String model, long stored, double success) {
    return new CapacityResult.Row(
        patterns, 8, "noise 0.30", model, stored, success, success, success, 0, 0, 1);
  }

  private static CapacityResult capacity(double bound) {
    return new CapacityResult(
        List.of(
            row("sphere, d = 8", "outeffhop", 2, 1),
            row("sphere, d = 8", "outeffhop", 100, 0.255),
            row("sphere, d = 8", "dense", 2, 0.9),
            row("sphere, d = 8", "dense", 100, 0),
            row("digits", "outeffhop", 2, 1),
            row("digits", "dense", 2, 1)),
        List.of(
            new CapacityResult.Capacity("sphere, d = 8", 8, "outeffhop", 2, false, 0.3, bound),
            new CapacityResult.Capacity("sphere, d = 8", 8, "dense", 0, false, 0.3, bound),
            new CapacityResult.Capacity("digits", 64, "outeffhop", 2, true, 0.3, Double.NaN),
            new CapacityResult.Capacity("digits", 64, "dense", 2, true, 0.3, Double.NaN)),
        SETTINGS,
        1);
  }

  @Test
  void successHasARowForEachNumberAndAColumnForEachModel() {
    TextTable table = new CapacityReport(capacity(3)).success("sphere, d = 8");
    assertEquals(List.of("patterns", "outeffhop", "dense"), table.header());
    assertEquals(
        List.of(List.of("2", "100.0", "90.0"), List.of("100", "25.5", "0.0")), table.rows());
  }

  @Test
  void capacitiesSayWhetherTheyMayBeLarger() {
    TextTable table = new CapacityReport(capacity(3)).capacities();
    assertEquals(
        List.of(List.of("sphere, d = 8", "2", "0", "3.0"), List.of("digits", ">=2", ">=2", "-")),
        table.rows());
  }

  @Test
  void theBoundIsDrawnWhereItPromisesAPattern() {
    assertTrue(
        new CapacityReport(capacity(3))
            .successChart("sphere, d = 8").series().stream()
                .anyMatch(series -> series.mark() == Series.Mark.DASHED));
    Chart without = new CapacityReport(capacity(0.14)).successChart("sphere, d = 8");
    assertFalse(without.series().stream().anyMatch(s -> s.mark() == Series.Mark.DASHED));
    assertTrue(without.note().endsWith("bound 0.14"), without.note());
    assertFalse(new CapacityReport(capacity(3)).hasDimensions());
    Chart dimensions = new CapacityReport(capacity(0.14)).capacityChart();
    assertEquals(
        List.of("outeffhop", "dense", "bound"),
        dimensions.series().stream().map(Series::name).toList());
    assertTrue(SvgChart.of(dimensions).contains("dimension d"));
  }

  @Test
  void errorsByNoiseAndByBeta() {
    NoiseResult.Row a = new NoiseResult.Row("outeffhop", 0.5, 1, 0.25, 0.2, 0.3, 0.5, 0);
    NoiseResult.Row b = new NoiseResult.Row("dense", 0.5, 1, 0.125, 0.1, 0.2, 0.5, 0);
    NoiseReport report = new NoiseReport(new NoiseResult(List.of(a, b), List.of(a), SETTINGS, 1));
    assertEquals(List.of(List.of("0.5", "0.250", "0.125")), report.byNoise().rows());
    assertEquals(List.of("beta", "outeffhop"), report.byBeta().header());
    Series.Point point = report.noiseChart().series().get(0).points().get(0);
    assertEquals(new Series.Point(0.5, 0.25, 0.2, 0.3), point);
    assertEquals("p, 9 of them stored, beta 1.0, seeds: 2", report.noiseChart().note());
    assertTrue(report.betaChart().x().logarithmic());
  }

  @Test
  void anAnswerIsALine() {
    RetrievalResult result =
        new RetrievalResult(
            List.of(
                new RetrievalResult.Row("noise 0.50", 3, 3, 0.75, 1e-9, 2, true, false, 0.125),
                new RetrievalResult.Row("noise 0.50", 4, 3, 0.5, 0, 2, true, false, 0.5),
                new RetrievalResult.Row("given", 0, 7, 0.1, 0.9, 32, false, true, Double.NaN)),
            Map.of(),
            1);
    assertEquals(
        List.of("noise 0.50", "3", "3", "0.750", "1e-09", "2", "yes", "0.125", "yes"),
        RetrievalTable.of(result, 9).rows().get(0));
    assertEquals(
        List.of("given", "0", "7", "0.100", "0.900", "32", "no", "-", "no"),
        RetrievalTable.of(result, 9).rows().get(2));
    assertEquals(1, RetrievalTable.of(result, 1).rows().size());
    assertEquals(2, result.known());
    assertEquals(1, result.right());
  }
}
