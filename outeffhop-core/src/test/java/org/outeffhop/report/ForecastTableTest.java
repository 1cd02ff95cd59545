package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/** A table of numbers made by hand. */
class ForecastTableTest {
  private static ComparisonRow row(long seed, double mae, double epoch, double share, double beta) {
    Map<String, Double> details =
        Map.of(
            "mae", mae,
            "mae_w8a8", 2 * mae,
            "validation_mse", 0.5,
            "best_epoch", epoch,
            "memory_mse", 0.25,
            "memory_share", share,
            "memory_beta", beta);
    return new ComparisonRow(
        "stanhop", "vanilla", seed, 1, 1, 3, 4, QualityMeasure.MSE, 0.4, 0.5, details, 1);
  }

  /** Errors have a mean and the deviation |a - b| / sqrt(2); epoch and memory are those of each. */
  @Test
  void errorsAreAveragedAndChoicesAreListed() {
    List<ComparisonRow> rows = List.of(row(0, 0.3, 5, 0.25, 0.70710678), row(1, 0.5, 12, 0, 4));
    TextTable table = ForecastTable.errors(new ComparisonResult(rows, Map.of()));
    assertEquals(
        List.of(
            List.of(
                "vanilla",
                "0.400 ±0.141",
                "0.800 ±0.283",
                "0.500 ±0.000",
                "5, 12",
                "0.250 ±0.000",
                "0.25, 0",
                "0.707, 4")),
        table.rows());
  }
}
