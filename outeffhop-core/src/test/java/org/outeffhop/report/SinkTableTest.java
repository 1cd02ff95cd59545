package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/** Tables of numbers made by hand. */
class SinkTableTest {
  private static ComparisonRow row(String attention, long seed, Map<String, Double> details) {
    return new ComparisonRow(
        "opt", attention, seed, 1, 1, 3, 4, QualityMeasure.PERPLEXITY, 5, 6, details, 1);
  }

  private static Map<String, Double> heads(double sinkRate, double noOpMass) {
    return Map.of("sink_rate", sinkRate, "first_key_sink_rate", 0.25, "no_op_mass", noOpMass);
  }

  private static Map<String, Double> all(double sinkRate, double atSinks, double ofKurtosis) {
    Map<String, Double> all = new HashMap<>(heads(sinkRate, -1e-9));
    all.put("sink_token_share", 0.1);
    all.put("outliers_per_sample", 3.0);
    all.put("outliers_at_sinks", atSinks);
    all.put("outlier_kurtosis_at_sinks", ofKurtosis);
    return all;
  }

  private static List<List<String>> lines(ComparisonRow... rows) {
    return SinkTable.of(new ComparisonResult(List.of(rows), Map.of())).rows();
  }

  @Test
  void sharesAreMeansOverSeedsAndRunsThatDifferAreCounted() {
    assertEquals(
        List.of(
            List.of(
                "opt",
                "vanilla",
                "50.0%",
                "25.0%",
                "0.0%",
                "10.0%",
                "50.0%",
                "75.0%",
                "attention's (1), attention's by kurtosis (1)"),
            List.of(
                "opt",
                "gated",
                "20.0%",
                "25.0%",
                "0.0%",
                "10.0%",
                "0.0%",
                "5.0%",
                "not attention's")),
        lines(
            row("vanilla", 0, all(0.4, 0.9, 0.8)),
            row("vanilla", 1, all(0.6, 0.1, 0.7)),
            row("gated", 0, all(0.2, 0, 0.05))));
  }

  @Test
  void sharesOfNoOutliersAreNotShown() {
    Map<String, Double> none = all(0.4, 1, 1);
    none.put("outliers_per_sample", 0.5);
    assertEquals(
        List.of("opt", "vanilla", "40.0%", "25.0%", "0.0%", "10.0%", "-", "-", "none"),
        lines(row("vanilla", 0, none)).get(0));
  }

  @Test
  void whereRowsAreNoTokensOnlyHeadsAreSpokenOf() {
    assertEquals(
        List.of(List.of("opt", "vanilla", "40.0%", "25.0%", "12.5%", "-", "-", "-", "-")),
        lines(row("vanilla", 0, heads(0.4, 0.125))));
    assertEquals(List.of(), lines(row("vanilla", 0, Map.of())));
  }
}
