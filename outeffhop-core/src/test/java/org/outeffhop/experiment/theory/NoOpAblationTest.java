package org.outeffhop.experiment.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.progress.Progress;
import org.outeffhop.report.Chart;
import org.outeffhop.report.NoOpReport;
import org.outeffhop.tensor.Engine;

class NoOpAblationTest {
  private static NoOpResult result;

  @BeforeAll
  static void run() {
    Engine.start();
    result =
        new NoOpAblation(
                new NoOpSettings(
                    List.of(OutlierKind.LARGE_NORM), 200, 32, 0.1, List.of(0.0, 0.1, 0.5), 3),
                Progress.none())
            .run();
  }

  private static NoOpResult.Row row(String strategy, String moment, double threshold) {
    return result.rows().stream()
        .filter(
            row ->
                row.strategy().equals(strategy)
                    && row.moment().equals(moment)
                    && Double.compare(row.threshold(), threshold) == 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theReferencesAreWorstAndBest() {
    NoOpResult.Row dense = row("dense", "-", Double.NaN);
    NoOpResult.Row known = row("known outliers", "-", Double.NaN);
    NoOpResult.Row none = row("none", "-", Double.NaN);
    assertTrue(dense.error() > 3 * known.error(), dense + " " + known);
    assertEquals(dense.error(), none.error(), 1e-3, "Softmax1's class alone recognises nothing");
    assertEquals(0, none.caught());
    assertEquals(1, known.caught());
  }

  /** 200 patterns, 20 of them outliers: 2 and 18 marks are wrong at a tenth. */
  @Test
  void wrongMarksCostAsTheyAreWrong() {
    NoOpResult.Row known = row("known outliers", "-", Double.NaN);
    NoOpResult.Row right = row("0.0% misclassified", "-", Double.NaN);
    assertEquals(known.error(), right.error(), 1e-12);
    assertEquals(1, right.caught());
    assertEquals(0, right.lost());
    NoOpResult.Row tenth = row("10.0% misclassified", "-", Double.NaN);
    assertEquals(0.9, tenth.caught(), 1e-12);
    assertEquals(0.1, tenth.lost(), 1e-12);
    NoOpResult.Row half = row("50.0% misclassified", "-", Double.NaN);
    assertEquals(0.5, half.caught(), 1e-12);
    assertEquals(0.5, half.lost(), 1e-12);
    assertTrue(right.error() < tenth.error() && tenth.error() < half.error(), result.toString());
  }

  @Test
  void aLargerZScoreCatchesFewerAndLosesFewer() {
    double caught = 1;
    double lost = 1;
    for (double threshold : NoOpStrategy.NORM.thresholds()) {
      NoOpResult.Row row = row("norm z-score", "once", threshold);
      assertTrue(row.caught() <= caught && row.lost() <= lost, row.toString());
      caught = row.caught();
      lost = row.lost();
    }
    assertEquals(0, lost);
  }

  @Test
  void catchingAllOutliersAndLosingNothingIsAsGoodAsKnowingThem() {
    NoOpResult.Row cosine = row("cosine", "once", 0.6);
    assertEquals(1, cosine.caught());
    assertEquals(0, cosine.lost());
    assertEquals(row("known outliers", "-", Double.NaN).error(), cosine.error(), 1e-12);
  }

  @Test
  void theReportNamesEveryStrategyAndDrawsOneCurve() {
    NoOpReport report = new NoOpReport(result);
    assertEquals(List.of("large-norm"), report.outliers());
    String table = report.best("large-norm").fit(80);
    for (NoOpStrategy strategy : NoOpStrategy.values()) {
      assertTrue(table.contains(strategy.toString()), table);
    }
    Chart chart = report.tradeOff("large-norm");
    assertEquals("best trade-off", chart.series().get(0).name());
    double previous = Double.POSITIVE_INFINITY;
    for (var point : chart.series().get(0).points()) {
      assertTrue(point.y() < previous);
      previous = point.y();
    }
    assertEquals(NoOpStrategy.values().length, report.caught("large-norm").series().size());
  }

  @Test
  void impossibleDataIsRefused() {
    List<OutlierKind> kinds = List.of(OutlierKind.LARGE_NORM);
    for (NoOpSettingsSource source :
        List.<NoOpSettingsSource>of(
            () -> new NoOpSettings(kinds, 100, 32, 0, List.of(), 1),
            () -> new NoOpSettings(kinds, 100, 32, 1, List.of(), 1),
            () -> new NoOpSettings(kinds, 100, 3, 0.1, List.of(), 1),
            () -> new NoOpSettings(kinds, 100, 32, 0.1, List.of(1.0), 1),
            () -> new NoOpSettings(List.of(), 100, 32, 0.1, List.of(), 1))) {
      assertThrows(IllegalArgumentException.class, source::make);
    }
  }

  private interface NoOpSettingsSource {
    NoOpSettings make();
  }
}
