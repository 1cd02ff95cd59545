package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/**
 * Reports in Chromium; the profile {@code browser} runs it. Pictures of what it saw are left in
 * {@code target/reports}.
 */
@Tag("browser")
class ReportBrowserTest {
  private static final int PHONE = 390;
  private static final int DESK = 1280;

  /** Of every band the axis' least value, its own, its largest, and the axis'. */
  private static final String BANDS =
      """
      charts.flatMap(({chart}) => {
        const axis = chart.getModel().getComponent("yAxis");
        const bands = chart.getOption().series.filter((one) => one.type === "custom" && one.data.length > 0);
        return bands.flatMap((band) => band.data.filter((item) => item.length === 4).map((item) => {
          const [least, most] = axis.axis.scale.getExtent();
          return [least, item[2], item[3], most];
        }));
      })""";

  private static final String CHARTS =
      """
      [...document.querySelectorAll(".chart")].map((chart) => ({
        name: chart.getAttribute("aria-label"),
        drawn: chart.querySelectorAll("svg path, svg rect, svg line, svg polygon").length,
        words: chart.querySelectorAll("svg text").length,
        over: chart.firstElementChild.getBoundingClientRect().right - chart.getBoundingClientRect().right,
      }))""";

  private static final String SHRINKS =
      """
      window.dispatchEvent(new Event("beforeprint")),
      [...document.querySelectorAll(".chart svg")].every((svg) =>
        svg.viewBox.baseVal.width > 0 && svg.viewBox.baseVal.width === svg.width.baseVal.value)""";

  private static final String COLUMN =
      """
      [...document.querySelector("table").tBodies[0].rows].map((row) => row.cells[3].textContent)""";

  private static Browser browser;

  @TempDir private static Path folder;

  @BeforeAll
  static void startBrowser() throws IOException {
    browser = Browser.start(folder.resolve("profile"));
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void aComparisonIsDrawnSortedAndPrintedAtTwoWidths() throws IOException {
    Path out = folder.resolve("comparison");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "compare",
            "--preset",
            "smoke",
            "--model",
            "opt,vit,stanhop",
            "--attention",
            "vanilla,outeffhop",
            "--seeds",
            "2",
            "--out",
            out.toString(),
            "--cache",
            folder.resolve("cache").toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertDrawn(out.resolve("report.html"), "comparison");

    String click = "document.querySelectorAll('table th button')[3].click()";
    browser.evaluate(click);
    assertSorted(browser.evaluate(COLUMN), 1);
    browser.evaluate(click);
    assertSorted(browser.evaluate(COLUMN), -1);
    String look = "document.documentElement.dataset.look";
    String before = browser.evaluate(look).asText();
    browser.evaluate("document.getElementById('look').click()");
    assertEquals(before.equals("dark") ? "light" : "dark", browser.evaluate(look).asText());
    assertTrue(browser.print().length > 10_000, "the page is printed");
    assertTrue(browser.evaluate(SHRINKS).asBoolean(), "charts shrink to the paper's columns");
    JsonNode bands = browser.evaluate(BANDS);
    assertTrue(bands.size() > 0, "two seeds have bands");
    for (JsonNode band : bands) {
      assertTrue(band.get(0).asDouble() <= band.get(1).asDouble(), () -> "cut below: " + band);
      assertTrue(band.get(2).asDouble() <= band.get(3).asDouble(), () -> "cut above: " + band);
    }
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void executedEightBitsHaveTablesWithTheResultsNumbersAndBars() throws IOException {
    Path runs = folder.resolve("executed");
    Outcome trained =
        CommandRun.of(
            "--quiet",
            "compare",
            "--preset",
            "smoke",
            "--model",
            "vit",
            "--attention",
            "outeffhop",
            "--seeds",
            "1",
            "--out",
            runs.toString());
    assertEquals(0, trained.code(), trained.err());
    Path out = folder.resolve("quantized");
    String run = runs.resolve("vit-outeffhop-seed0").toString();
    Outcome outcome =
        CommandRun.of(
            "--quiet", "quantize", run, "--execute", "--rounds", "2", "--out", out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertDrawn(out.resolve("report.html"), "quantize");
    JsonNode execution =
        new ObjectMapper().readTree(out.resolve("result.json").toFile()).at("/models/0/execution");
    JsonNode times = browser.evaluate(cells("Time of a batch"));
    assertEquals(execution.get("latencies").size(), times.size());
    for (int i = 0; i < times.size(); i++) {
      JsonNode latency = execution.get("latencies").get(i);
      assertEquals(latency.get("by").asText(), times.get(i).get(0).asText());
      double median = latency.at("/latency/median").asDouble();
      assertEquals(median, times.get(i).get(3).asDouble(), 0.006 * median);
      assertEquals(latency.get("per_second").asDouble(), times.get(i).get(5).asDouble(), 0.51);
    }
    JsonNode qualities = browser.evaluate(cells("Eight bits, simulated and executed"));
    assertEquals(execution.get("qualities").size(), qualities.size());
    for (int i = 0; i < qualities.size(); i++) {
      double quality = execution.get("qualities").get(i).get("quality").asDouble();
      assertEquals(quality, qualities.get(i).get(1).asDouble(), 0.0051);
    }
  }

  /** The rows of the table with a caption. */
  private static String cells(String caption) {
    return """
        [...[...document.querySelectorAll("table")].find((table) => table.caption.textContent === "%s").tBodies[0].rows]
          .map((row) => [...row.cells].map((cell) => cell.textContent))"""
        .formatted(caption);
  }

  private static void assertDrawn(Path page, String name) throws IOException {
    for (int width : new int[] {PHONE, DESK}) {
      for (String look : List.of("light", "dark")) {
        browser.open(page, width, look);
        Path pictures = Files.createDirectories(Path.of("target", "reports"));
        int height = Math.min(9000, browser.evaluate("document.body.scrollHeight").asInt());
        browser.picture(pictures.resolve("%s-%d-%s.png".formatted(name, width, look)), height);
        assertEquals(look, browser.evaluate("document.documentElement.dataset.look").asText());
        assertEquals(
            width,
            browser.evaluate("document.documentElement.scrollWidth").asInt(),
            "the page is as wide as the screen");
        JsonNode charts = browser.evaluate(CHARTS);
        assertTrue(charts.size() > 0, "there are charts");
        for (JsonNode chart : charts) {
          assertTrue(chart.path("drawn").asInt() > 3, () -> "nothing is drawn: " + chart);
          assertTrue(chart.path("words").asInt() > 2, () -> "axes lack words: " + chart);
          assertTrue(chart.path("over").asDouble() <= 1, () -> "cut on the right: " + chart);
        }
      }
    }
    assertEquals(List.of(), browser.complaints());
  }

  private static void assertSorted(JsonNode cells, int sign) {
    List<Double> values = new ArrayList<>();
    cells.forEach(cell -> values.add(Double.valueOf(cell.asText().split(" ")[0].replace(",", ""))));
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort((a, b) -> sign * Double.compare(a, b));
    assertEquals(sorted, values);
    assertTrue(values.size() > 2, "there are rows");
  }
}
