package org.outeffhop.report.html;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Measured;
import org.outeffhop.experiment.result.RunRecord.ModuleMeasure;

/** The page of runs made by hand. */
class ComparisonPageTest {
  private static RunRecord run(
      String folder, String attention, long seed, double kurtosis, int steps) {
    return run(folder, attention, seed, kurtosis, steps, null);
  }

  private static RunRecord run(
      String folder,
      String attention,
      long seed,
      double kurtosis,
      int steps,
      DiagnosisResult diagnosis) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", "opt");
    settings.put("attention", attention);
    settings.put("seed", seed);
    settings.put("steps", steps);
    return new RunRecord(
        folder,
        "comparison",
        settings,
        new RunRecord.Origin(
            "./outeffhop compare --data '</script><b>'",
            Map.of("java", "17"),
            Map.of("cores", "2"),
            Map.of()),
        new ComparisonRow(
            "opt",
            attention,
            seed,
            steps,
            100,
            kurtosis,
            10 * kurtosis,
            QualityMeasure.PERPLEXITY,
            20,
            21,
            diagnosis == null ? Map.of() : diagnosis.numbers(),
            1),
        List.of(
            new ModuleMeasure("model.decoder.layers.0.fc2", kurtosis, 1),
            new ModuleMeasure("model.decoder.layers.0", 3 * kurtosis, 2),
            new ModuleMeasure("model.decoder.layers.1.fc2", 5 * kurtosis, 3),
            new ModuleMeasure("model.decoder.final_layer_norm", 7 * kurtosis, 4)),
        Map.of("loss", List.of(new Measured(1, kurtosis), new Measured(2, 2 * kurtosis))),
        null,
        diagnosis);
  }

  private static String page(RunRecord... runs) {
    return HtmlPage.of(ComparisonPage.of(List.of(runs)));
  }

  private static List<JsonNode> drawings(String page) throws IOException {
    String mark = "type=\"application/json\">";
    int from = page.indexOf(mark) + mark.length();
    String json = page.substring(from, page.indexOf("</script>", from));
    List<JsonNode> drawings = new ArrayList<>();
    new ObjectMapper().readTree(json).forEach(figure -> drawings.add(figure.get("drawing")));
    return drawings;
  }

  private static JsonNode titled(List<JsonNode> drawings, String kind, String title) {
    return drawings.stream()
        .filter(
            one -> one.get("kind").asText().equals(kind) && one.get("title").asText().equals(title))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTableHasMeansDeviationsAndChanges() {
    String page =
        page(
            run("a", "vanilla", 0, 4, 2),
            run("b", "vanilla", 1, 6, 2),
            run("c", "outeffhop", 0, 4, 2));
    assertTrue(
        page.contains("<td class=\"number\">5.00 ±1.41</td>"), "mean and deviation of 4 and 6");
    assertTrue(page.contains("<td class=\"number\">+0.0%</td>"), "4 against 4, of seed 0");
    assertTrue(page.contains("<td>1 seed: no interval</td>"), "one pair");
  }

  @Test
  void heatMapsHaveSeedsMeansByLayerAndModule() throws IOException {
    JsonNode map =
        titled(
            drawings(page(run("a", "vanilla", 0, 1, 2), run("b", "vanilla", 1, 3, 2))),
            "heat-map",
            "vanilla");
    assertEquals("[\"0\",\"1\",\"none\"]", map.get("xNames").toString());
    assertEquals("[\"fc2\",\"(output)\",\"final_layer_norm\"]", map.get("yNames").toString());
    assertEquals(
        "[[2.0,10.0,\"NaN\"],[6.0,\"NaN\",\"NaN\"],[\"NaN\",\"NaN\",14.0]]",
        map.get("values").toString());
  }

  /** Two heads of layer 0 and one of layer 1. */
  private static DiagnosisResult diagnosis(double noOp) {
    DiagnosisResult.Shares shares = new DiagnosisResult.Shares(0.75, 0.25, 0);
    return new DiagnosisResult(
        "sentence",
        DiagnosisResult.Owner.ATTENTION,
        2,
        40,
        0.1,
        List.of(),
        new DiagnosisResult.Outliers(8, shares, shares),
        9,
        4.5,
        List.of(
            head("model.decoder.layers.0.self_attn", 0, noOp),
            head("model.decoder.layers.0.self_attn", 1, 2 * noOp),
            head("model.decoder.layers.1.self_attn", 0, 3 * noOp)),
        List.of());
  }

  private static DiagnosisResult.Head head(String module, int number, double noOp) {
    return new DiagnosisResult.Head(
        module, number, 0.25, 0.5 + noOp, noOp, "[SEP]", 0.5, 0.5, 1, 2.0);
  }

  @Test
  void headsAreAGridWithSeedsMeans() throws IOException {
    String page =
        page(
            run("a", "vanilla", 0, 1, 2, diagnosis(0.125 - 1e-9)),
            run("b", "vanilla", 1, 3, 2, diagnosis(0.25)));
    List<JsonNode> maps =
        drawings(page).stream()
            .filter(one -> one.get("kind").asText().equals("heat-map"))
            .filter(one -> one.get("yTitle").asText().equals("head"))
            .toList();
    assertEquals(2, maps.size());
    assertEquals("[\"0\",\"1\"]", maps.get(0).get("xNames").toString());
    assertEquals("[\"0\",\"1\"]", maps.get(0).get("yNames").toString());
    assertEquals("[[0.1875,0.5625],[0.375,\"NaN\"]]", maps.get(0).get("values").toString());
    assertEquals("[[0.6875,1.0625],[0.875,\"NaN\"]]", maps.get(1).get("values").toString());
    assertTrue(page.contains("<td>attention&#39;s</td>") || page.contains("<td>attention's</td>"));
  }

  @Test
  void pagesOfRunsWithoutADiagnosisSayNothingOfIt() {
    assertFalse(page(run("a", "vanilla", 0, 4, 2)).contains("whose outliers"));
  }

  @Test
  void curvesHaveTheSeedsMeanAndTheirEnds() throws IOException {
    JsonNode points =
        titled(
                drawings(page(run("a", "vanilla", 0, 1, 2), run("b", "vanilla", 1, 3, 2))),
                "lines",
                "training loss")
            .at("/chart/series/0/points");
    assertEquals(
        "[{\"x\":1.0,\"y\":2.0,\"low\":1.0,\"high\":3.0},{\"x\":2.0,\"y\":4.0,\"low\":2.0,\"high\":6.0}]",
        points.toString());
  }

  @Test
  void runsOfOtherSettingsAreGroupsOfTheirOwn() {
    String page = page(run("a", "vanilla", 0, 4, 2), run("b", "outeffhop", 0, 8, 5));
    assertTrue(page.contains("<td>opt 1</td><td>vanilla</td>"), "the first");
    assertTrue(page.contains("<td>opt 2</td><td>outeffhop</td>"), "the second");
    assertFalse(page.contains("+100.0%"), "they are not compared");
  }

  @Test
  void theSameRunOfAnotherFolderIsLeftOutWithANotice() {
    String page = page(run("a", "vanilla", 0, 4, 2), run("b", "vanilla", 0, 4, 2));
    assertTrue(page.contains("b has the same settings as a run above"), "the notice");
    assertTrue(page.contains("<td class=\"number\">4.00</td>"), "one run, no deviation");
  }

  @Test
  void thePageStandsAlone() {
    String page = page(run("a", "vanilla", 0, 4, 2));
    assertTrue(page.contains("&lt;/script&gt;&lt;b&gt;"), "the command is escaped");
    assertEquals(3, page.split("</script>", -1).length - 1, "only the page's own scripts end");
    String marks = page.replaceAll("(?s)<script[^>]*>.*?</script>", "");
    assertFalse(marks.matches("(?s).*<(link|img|iframe)\\b.*"), "nothing is loaded");
    assertFalse(page.matches("(?s).*<script[^>]* src=.*"), "no script is loaded");
    assertTrue(page.contains("default-src 'none'"), "and nothing may be");
    assertFalse(page.contains("{{"), "every place of the template is filled");
  }

  @Test
  void jsonCannotEndItsScript() throws IOException {
    String json = Html.escapeJson("\"</script><!--\u2028\"");
    assertFalse(json.contains("<"), json);
    assertEquals("</script><!--\u2028", new ObjectMapper().readTree(json).asText());
    assertThrows(
        IllegalArgumentException.class,
        () -> Html.requireInline("x = '</SCRIPT>'", Html.SCRIPT_ENDS));
  }

  @Test
  void coloursSpanValuesAndAreLogarithmicWhereTheyAreWide() {
    assertEquals(
        new ColourScale("x", 2, 90, false),
        ColourScale.spanning("x", DoubleStream.of(90, 2, Double.NaN)));
    assertEquals(
        new ColourScale("x", 1, 90, true), ColourScale.spanning("x", DoubleStream.of(1, 90)));
    assertEquals(
        new ColourScale("x", 2, 6, false), ColourScale.spanning("x", DoubleStream.of(4, 4)));
    assertArrayEquals(
        new double[] {0, 1},
        new double[] {
          ColourScale.spanning("x", DoubleStream.empty()).smallest(),
          ColourScale.spanning("x", DoubleStream.empty()).largest()
        });
  }
}
