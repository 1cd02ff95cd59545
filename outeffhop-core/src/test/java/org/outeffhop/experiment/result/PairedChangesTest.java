package org.outeffhop.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.PairedChange.Pair;
import org.outeffhop.hopfield.AttentionMethod;

/**
 * Changes of numbers made by hand. The ends of intervals are those of all 4^4 equally likely
 * resamples, enumerated; of three seeds they are the smallest and the largest value, which one
 * resample in 27 consists of.
 */
class PairedChangesTest {
  private static final double[] RATIOS = {0.5, 0.8, 1.25, 0.9};

  private final List<ComparisonRow> rows = new ArrayList<>();

  private void row(String model, String method, long seed, double kurtosis, double quality) {
    QualityMeasure measure = model.equals("vit") ? QualityMeasure.TOP1 : QualityMeasure.PERPLEXITY;
    rows.add(
        new ComparisonRow(
            model,
            AttentionMethod.of(method).toString(),
            seed,
            1,
            1,
            kurtosis,
            2,
            measure,
            quality,
            quality,
            Map.of(),
            1));
  }

  private PairedChange only(ComparedMeasure measure, Pair... pairs) {
    List<PairedChange> found =
        new ComparisonResult(rows, Map.of())
            .changes().stream()
                .filter(
                    change -> change.measure() == measure && change.pairs().equals(List.of(pairs)))
                .toList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  private static void requireEstimate(
      double change, double low, double high, boolean toldApart, PairedChange actual) {
    assertEquals(change, actual.estimate().change(), 1e-9);
    assertEquals(low, actual.estimate().low(), 1e-9);
    assertEquals(high, actual.estimate().high(), 1e-9);
    assertEquals(toldApart, actual.estimate().isToldApart());
  }

  private static Pair outeffhop(String model) {
    return new Pair(model, "vanilla", "outeffhop");
  }

  @Test
  void ratiosAreAveragedByTheirLogarithms() {
    for (int seed = 0; seed < RATIOS.length; seed++) {
      row("opt", "outeffhop", seed, 3 * RATIOS[seed], 100 / RATIOS[seed]);
      row("opt", "vanilla", seed, 3, 100);
    }
    requireEstimate(
        -18.096374118727994,
        -42.08539073558655,
        11.803398874989487,
        false,
        only(ComparedMeasure.AVERAGE_KURTOSIS, outeffhop("opt")));
    PairedChange perplexity = only(ComparedMeasure.QUALITY, outeffhop("opt"));
    assertEquals(100 * (1 / 0.81903625881272 - 1), perplexity.estimate().change(), 1e-9);
    PairedChange norm = only(ComparedMeasure.MAXIMUM_INFINITY_NORM, outeffhop("opt"));
    requireEstimate(0, 0, 0, false, norm);
  }

  @Test
  void accuraciesAreComparedInPoints() {
    double[] points = {1, 4, 2};
    for (int seed = 0; seed < points.length; seed++) {
      row("vit", "vanilla", seed, 3, 90 - seed);
      row("vit", "outeffhop", seed, 3, 90 - seed + points[seed]);
    }
    PairedChange change = only(ComparedMeasure.QUALITY_W8A8, outeffhop("vit"));
    assertEquals(ChangeUnit.POINTS, change.unit());
    requireEstimate(7.0 / 3, 1, 4, true, change);
  }

  @Test
  void fewerThanThreeSeedsGiveNoInterval() {
    for (int seed = 0; seed < 2; seed++) {
      row("opt", "vanilla", seed, 3, 100);
      row("opt", "outeffhop", seed, 3 * RATIOS[seed], 100);
    }
    PairedChange change = only(ComparedMeasure.AVERAGE_KURTOSIS, outeffhop("opt"));
    assertNull(change.estimate());
    assertEquals(-50, change.bySeed().get(0), 1e-9);
    assertEquals(-20, change.bySeed().get(1), 1e-9);
  }

  @Test
  void aValueThatIsNotFiniteGivesNone() {
    for (int seed = 0; seed < 3; seed++) {
      row("opt", "vanilla", seed, 3, 100);
      row("opt", "outeffhop", seed, seed == 1 ? Double.NaN : 2, 100);
    }
    assertNull(only(ComparedMeasure.AVERAGE_KURTOSIS, outeffhop("opt")).estimate());
  }

  /** By seed the logarithms of both models are averaged: sqrt(0.5 * 0.9) and so on. */
  @Test
  void modelsAreAveragedWithinASeedAsSeedsAre() {
    for (int seed = 0; seed < 3; seed++) {
      for (String model : List.of("opt", "vit")) {
        row(model, "vanilla", seed, 3, 50);
      }
      row("opt", "outeffhop", seed, 3 * RATIOS[seed], 50);
      row("vit", "outeffhop", seed, 3 * RATIOS[3 - seed], 50);
    }
    row("opt", "vanilla", 7, 3, 50);
    row("opt", "outeffhop", 7, 30, 50);
    PairedChange change =
        only(ComparedMeasure.AVERAGE_KURTOSIS, outeffhop("opt"), outeffhop("vit"));
    assertEquals(List.of(0L, 1L, 2L), change.seeds(), "vit lacks seed 7");
    requireEstimate(
        100 * (Math.pow(0.5 * 0.9 * 0.8 * 1.25 * 1.25 * 0.8, 1.0 / 6) - 1),
        100 * (Math.sqrt(0.5 * 0.9) - 1),
        0,
        false,
        change);
    assertTrue(
        new ComparisonResult(rows, Map.of())
            .changes().stream()
                .filter(one -> one.pairs().size() > 1)
                .allMatch(one -> one.measure().isOfOutliers()));
  }

  @Test
  void theHeadlineAveragesMethodsWithTheirOutlierEfficientVersions() {
    for (int seed = 0; seed < 3; seed++) {
      row("opt", "vanilla", seed, 4, 50);
      row("opt", "outeffhop", seed, 1, 50);
      row("opt", "gated", seed, 2, 50);
      row("opt", "gated-outeffhop", seed, 2, 50);
      row("opt", "clipped", seed, 9, 50);
    }
    PairedChange headline =
        only(
            ComparedMeasure.AVERAGE_KURTOSIS,
            outeffhop("opt"),
            new Pair("opt", "gated", "gated-outeffhop"));
    requireEstimate(-50, -50, -50, true, headline);
  }

  @Test
  void vanillaAloneIsNoHeadline() {
    for (String model : List.of("opt", "bert")) {
      row(model, "vanilla", 0, 4, 50);
      row(model, "outeffhop", 0, 1, 50);
    }
    List<PairedChange> changes = new ComparisonResult(rows, Map.of()).changes();
    assertEquals(2 * 4 + 2, changes.size());
  }

  @Test
  void filesHaveTheSameNumbers() {
    for (int seed = 0; seed < RATIOS.length; seed++) {
      row("opt", "vanilla", seed, 3, 100);
      row("opt", "outeffhop", seed, 3 * RATIOS[seed], 100);
    }
    JsonNode change = ResultJson.tree(new ComparisonResult(rows, Map.of())).get("changes").get(0);
    assertEquals(
        "{\"model\":\"opt\",\"from\":\"vanilla\",\"to\":\"outeffhop\"}",
        change.get("pairs").get(0).toString());
    assertEquals("average_kurtosis", change.get("measure").asText());
    assertEquals("percent", change.get("unit").asText());
    assertEquals("[0,1,2,3]", change.get("seeds").toString());
    assertEquals(-42.08539073558655, change.at("/estimate/low").asDouble(), 1e-9);
    assertFalse(change.at("/estimate/told_apart").asBoolean(true));
  }
}
