package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparedMeasure;
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
  void qualitiesOfSeveralKindsShareAColumnAndALegendNamesThem() {
    twoModelsAndSeeds();
    TextTable table = ComparisonTable.measures(result());
    assertEquals("quality", table.header().get(4));
    assertEquals(
        List.of("bert", "vanilla", "10.00 ±0.00", "4.00 ±0.00", "105.00 ±7.07", "210.00 ±14.14"),
        table.rows().get(0));
    assertEquals("Quality: perplexity (bert), top-1 in % (vit)", ComparisonTable.legend(result()));
  }

  @Test
  void aSingleKindOfQualityHeadsTheColumn() {
    row("bert", "vanilla", 0, 10, 4, 100);
    assertEquals("perplexity W8A8", ComparisonTable.measures(result()).header().get(5));
    assertEquals("", ComparisonTable.legend(result()));
  }

  @Test
  void theAuthorsFiguresStandBesideOursWhereTheyWereAskedFor() {
    twoModelsAndSeeds();
    assertEquals(List.of(), ComparisonTable.besideTheAuthors(result()).rows());
    for (int seed = 0; seed < 2; seed++) {
      rows.add(
          new ComparisonRow(
              "opt",
              "vanilla",
              seed,
              1,
              1,
              20,
              5,
              QualityMeasure.PERPLEXITY,
              30,
              40,
              Map.of(
                  "authors_average_kurtosis",
                  12.0 + 2 * seed,
                  "authors_maximum_infinity_norm",
                  4.0,
                  "authors_quality_w8a8",
                  41.0),
              1));
    }
    TextTable table = ComparisonTable.besideTheAuthors(result());
    assertEquals(
        List.of(
            "model",
            "attention",
            "average kurtosis",
            "authors' average kurtosis",
            "maximum inf. norm",
            "authors' maximum inf. norm",
            "perplexity W8A8",
            "authors' perplexity W8A8"),
        table.header());
    assertEquals(
        List.of(
            List.of(
                "opt",
                "vanilla",
                "20.00 ±0.00",
                "13.00 ±1.41",
                "5.00 ±0.00",
                "4.00 ±0.00",
                "40.00 ±0.00",
                "41.00 ±0.00")),
        table.rows());
  }

  @Test
  void fewerBitsStandBesideW8a8WhereTheyWereMeasured() {
    row("bert", "vanilla", 0, 10, 4, 100);
    assertEquals(List.of(), ComparisonTable.fewerBits(result()).rows());
    ComparisonRow first = rows.get(0);
    rows.add(
        new ComparisonRow(
            "bert",
            "outeffhop",
            0,
            1,
            1,
            10,
            4,
            first.measure(),
            100,
            101,
            Map.of("quality_w4a4", 174.7),
            1));
    TextTable fewer = ComparisonTable.fewerBits(result());
    assertEquals(
        List.of("model", "attention", "perplexity W8A8", "perplexity W4A4"), fewer.header());
    assertEquals(
        List.of(
            List.of("bert", "vanilla", "200.00", "-"),
            List.of("bert", "outeffhop", "101.00", "174.70")),
        fewer.rows());
    assertTrue(
        result().changes().stream()
            .noneMatch(change -> change.measure() == ComparedMeasure.QUALITY_W4A4));
  }
}
