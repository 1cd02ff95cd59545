package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/** Tables of numbers made by hand. */
class ComparisonTableTest {
  private final List<ComparisonRow> rows = new ArrayList<>();

  private void row(
      String model, String attention, long seed, double kurtosis, double norm, double quality) {
    QualityMeasure measure = "vit".equals(model) ? QualityMeasure.TOP1 : QualityMeasure.PERPLEXITY;
    rows.add(
        new ComparisonRow(
            model,
            attention,
            seed,
            1,
            1,
            kurtosis,
            norm,
            measure,
            quality,
            2 * quality,
            Map.of(),
            1));
  }

  private ComparisonResult result() {
    return new ComparisonResult(rows, Map.of());
  }

  /** Seed 0: kurtosis -50% and -10%, mean -30%; seed 1: -20% and 0%, mean -10%. */
  private void twoModelsAndSeeds() {
    row("bert", "vanilla", 0, 10, 4, 100);
    row("bert", "outeffhop", 0, 5, 4, 90);
    row("bert", "vanilla", 1, 10, 4, 110);
    row("bert", "outeffhop", 1, 8, 8, 90);
    row("vit", "vanilla", 0, 2, 1, 50);
    row("vit", "outeffhop", 0, 1.8, 1, 55);
    row("vit", "vanilla", 1, 2, 1, 50);
    row("vit", "outeffhop", 1, 2, 1, 55);
  }

  @Test
  void averagesAreTakenOverModelsFirstAndSpreadOverSeeds() {
    twoModelsAndSeeds();
    TextTable table = AverageChange.of(result());
    assertEquals(List.of("attention", "average kurtosis", "maximum inf. norm"), table.header());
    assertEquals(List.of(List.of("outeffhop", "-20.0% ±14.1", "+25.0% ±35.4")), table.rows());
  }

  @Test
  void aSeedThatAModelLacksIsLeftOutOfTheAverage() {
    twoModelsAndSeeds();
    rows.remove(rows.size() - 1);
    assertEquals(
        List.of(List.of("outeffhop", "-30.0%", "+0.0%")), AverageChange.of(result()).rows());
  }

  @Test
  void thereIsNoAverageOfOneModel() {
    row("bert", "vanilla", 0, 10, 4, 100);
    row("bert", "outeffhop", 0, 5, 4, 90);
    assertTrue(AverageChange.of(result()).rows().isEmpty());
  }

  @Test
  void qualitiesOfSeveralKindsShareAColumnAndALegendNamesThem() {
    twoModelsAndSeeds();
    TextTable table = ComparisonTable.measures(result());
    assertEquals("quality", table.header().get(4));
    assertEquals(
        List.of("bert", "vanilla", "10.00 ±0.00", "4.00 ±0.00", "105.00 ±7.07", "210.00 ±14.14"),
        table.rows().get(0));
    assertEquals("Quality: perplexity (bert), top-1 in % (vit)", ComparisonTable.legend(result()));
    assertEquals(
        List.of("vit", "outeffhop", "-5.0%", "+0.0%", "+10.0%", "+10.0%"),
        ComparisonTable.changes(result()).rows().get(1));
    assertEquals(
        List.of(
            "bert: outeffhop does not lower maximum inf. norm.",
            "vit: outeffhop does not lower maximum inf. norm."),
        ComparisonTable.findings(result()));
  }

  @Test
  void aSingleKindOfQualityHeadsTheColumn() {
    row("bert", "vanilla", 0, 10, 4, 100);
    assertEquals("perplexity W8A8", ComparisonTable.measures(result()).header().get(5));
    assertEquals("", ComparisonTable.legend(result()));
  }
}
