package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/** Tables of changes of numbers made by hand. */
class ChangeTableTest {
  private final List<ComparisonRow> rows = new ArrayList<>();

  private void row(String model, String attention, long seed, double kurtosis, double quality) {
    QualityMeasure measure = model.equals("vit") ? QualityMeasure.TOP1 : QualityMeasure.PERPLEXITY;
    rows.add(
        new ComparisonRow(
            model, attention, seed, 1, 1, kurtosis, 1, measure, quality, quality, Map.of(), 1));
  }

  private TextTable table(String title) {
    return ChangeTable.byMeasure(result()).get(title + ", change against vanilla");
  }

  private ComparisonResult result() {
    return new ComparisonResult(rows, Map.of());
  }

  /** Kurtosis: bert 0.5, 0.5, 0.5 and vit 2, 1, 0.5 times vanilla's. */
  private void threeSeeds() {
    for (int seed = 0; seed < 3; seed++) {
      row("bert", "vanilla", seed, 10, 100);
      row("bert", "outeffhop", seed, 5, 110);
      row("vit", "vanilla", seed, 4, 90);
      row("vit", "outeffhop", seed, 8 / Math.pow(2, seed), 90 + 0.5 * seed);
    }
  }

  @Test
  void everyChangeHasItsInterval() {
    threeSeeds();
    TextTable kurtosis = table("Average kurtosis");
    assertEquals(
        List.of("model", "attention", "seeds", "change", "95% interval"), kurtosis.header());
    assertEquals(
        List.of(
            List.of("bert", "outeffhop", "3", "-50.0%", "-50.0 to -50.0"),
            List.of("vit", "outeffhop", "3", "+0.0%", "-50.0 to +100.0, not told apart from 0"),
            List.of(
                "2 models", "outeffhop", "3", "-29.3%", "-50.0 to +0.0, not told apart from 0")),
        kurtosis.rows());
    assertEquals(
        List.of(
            List.of("bert", "outeffhop", "3", "+10.0%", "+10.0 to +10.0"),
            List.of("vit", "outeffhop", "3", "+0.50 pts", "+0.00 to +1.00, not told apart from 0")),
        table("Quality W8A8").rows());
    assertEquals(
        List.of(
            "Change: the mean over pairs of runs of one seed, of the ratio's logarithm or",
            "of the difference (pts: percentage points). Interval: bootstrap over the seeds."),
        ChangeTable.notes(result()));
  }

  @Test
  void twoSeedsHaveNoInterval() {
    threeSeeds();
    rows.removeIf(row -> row.seed() == 2 || row.model().equals("bert"));
    assertEquals(
        List.of(List.of("vit", "outeffhop", "2", "+100.0%, +0.0%", "2 seeds: no interval")),
        table("Average kurtosis").rows());
    assertEquals(
        List.of("An interval needs 3 seeds; with fewer, the change of each seed is shown."),
        ChangeTable.notes(result()));
  }

  @Test
  void theHeadlineIsNamedBesideVanillaToOutEffHop() {
    threeSeeds();
    for (int seed = 0; seed < 3; seed++) {
      row("bert", "gated", seed, 8, 100);
      row("bert", "gated-outeffhop", seed, 1, 100);
    }
    TextTable kurtosis = table("Average kurtosis");
    List<List<String>> lines = kurtosis.rows();
    // By seed the ratios are 1/2, 1/8 and 2, 1, 1/2: cube roots of 1/8, 1/16, 1/32.
    assertEquals(
        List.of("3 pairs", "headline", "3", "-60.3%", "-68.5 to -50.0"),
        lines.get(lines.size() - 1));
    assertEquals(
        List.of(
            "Headline: the mean over 3 pairs, as in the paper's abstract, which has 12:",
            "from vanilla, gated to the same with OutEffHop.",
            "From vanilla to OutEffHop alone is the row outeffhop."),
        ChangeTable.notes(result()).subList(2, 5));
  }

  /**
   * In each of four models OutEffHop halves kurtosis with one seed and doubles it with two, clipped
   * OutEffHop quarters clipped softmax's, and gated OutEffHop leaves gated softmax's.
   */
  @Test
  void allSixMethodsOfFourModelsGiveBothNamedAndWithTheirIntervals() {
    for (String model : List.of("bert", "opt", "vit", "stanhop")) {
      for (int seed = 0; seed < 3; seed++) {
        double outEffHop = seed == 0 ? 0.5 : 2;
        row(model, "vanilla", seed, 8, 100);
        row(model, "outeffhop", seed, 8 * outEffHop, 100);
        row(model, "clipped", seed, 8, 100);
        row(model, "clipped-outeffhop", seed, 2, 100);
        row(model, "gated", seed, 8, 100);
        row(model, "gated-outeffhop", seed, 8, 100);
      }
    }
    List<List<String>> lines = table("Average kurtosis").rows();
    assertEquals(4 * 5 + 5 + 1, lines.size());
    // 2^(-1, 1, 1): mean 2^(1/3), from 2^-1 to 2.
    assertEquals(
        List.of("opt", "outeffhop", "3", "+26.0%", "-50.0 to +100.0, not told apart from 0"),
        lines.get(5));
    assertEquals(
        List.of("4 models", "outeffhop", "3", "+26.0%", "-50.0 to +100.0, not told apart from 0"),
        lines.get(20));
    // 2^((-1 - 2 + 0) / 3) once and 2^((1 - 2 + 0) / 3) twice: mean 2^(-5/9).
    assertEquals(List.of("12 pairs", "headline", "3", "-32.0%", "-50.0 to -20.6"), lines.get(25));
    assertEquals(
        List.of(
            "Headline: the mean over 12 pairs, as in the paper's abstract:",
            "from vanilla, clipped, gated to the same with OutEffHop.",
            "From vanilla to OutEffHop alone is the row outeffhop."),
        ChangeTable.notes(result()).subList(2, 5));
  }

  @Test
  void aValueThatIsNotFiniteIsSaid() {
    threeSeeds();
    rows.removeIf(row -> row.model().equals("vit"));
    row("bert", "clipped", 0, Double.POSITIVE_INFINITY, 100);
    row("bert", "clipped", 1, 1, 100);
    row("bert", "clipped", 2, 1, 100);
    assertEquals(
        List.of("bert", "clipped", "3", "-", "not finite"),
        table("Average kurtosis").rows().get(1));
  }
}
