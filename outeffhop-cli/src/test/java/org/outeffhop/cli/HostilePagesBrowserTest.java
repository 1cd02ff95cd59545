package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.result.PredictionResult;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.VerificationResult;
import org.outeffhop.report.html.CheckpointPages;
import org.outeffhop.report.html.ComparisonPage;
import org.outeffhop.report.html.ConversionPage;
import org.outeffhop.report.html.HtmlPage;
import org.outeffhop.report.html.MemoryPages;
import org.outeffhop.report.html.Page;

/**
 * Every page, of results whose every string tries to run a script, in Chromium: nothing runs, and
 * what is shown is the string itself.
 */
@Tag("browser")
class HostilePagesBrowserTest {
  /** Moves over every point of every chart, so that its tooltips are shown. */
  private static final String POINT =
      """
      charts.forEach(({chart}) => chart.getOption().series.forEach((series, seriesIndex) =>
        series.data.forEach((point, dataIndex) =>
          chart.dispatchAction({type: "showTip", seriesIndex, dataIndex}))))""";

  private static final String SEEN =
      """
      ({
        ran: window.ran === undefined ? [] : window.ran,
        scripts: document.scripts.length,
        strangers: [...document.querySelectorAll("img, iframe, object, embed, link, base, form")].map((e) => e.outerHTML),
        handlers: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
          .filter((a) => a.name.startsWith("on")).map((a) => a.name),
        charts: charts.length,
        texts: [document.title, ...[...document.querySelectorAll("h1, h2, h3, p, a, td, th, caption, figcaption, code, .scale span")]
          .map((e) => e.textContent), ...[...document.querySelectorAll("[aria-label]")].map((e) => e.getAttribute("aria-label"))],
        data: figures.flatMap(function words(value) { return typeof value === "string" ? [value]
          : value !== null && typeof value === "object" ? Object.values(value).flatMap(words) : []; }).join(" "),
      })""";

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

  private static <T extends Record> void assertHarmless(Class<T> type, Function<T, Page> page)
      throws IOException {
    HostileRecords hostile = new HostileRecords();
    Page hostilePage = page.apply(hostile.of(type)).from(hostile.of(RunRecord.Origin.class));
    Path file = folder.resolve(type.getSimpleName() + ".html");
    Files.writeString(file, HtmlPage.of(hostilePage), StandardCharsets.UTF_8);
    browser.open(file, 1280, "light");
    browser.evaluate(POINT);
    JsonNode seen = browser.evaluate(SEEN);
    String name = type.getSimpleName();
    assertEquals("[]", seen.get("ran").toString(), name);
    assertEquals("[]", seen.get("strangers").toString(), name);
    assertEquals("[]", seen.get("handlers").toString(), name);
    assertEquals(3, seen.get("scripts").asInt(), name);
    assertEquals(List.of(), browser.complaints(), name);
    int shown = 0;
    for (JsonNode text : seen.get("texts")) {
      shown += hostile.countWhole(text.asText());
    }
    assertTrue(shown > 3, name + " shows " + shown + " strings of " + hostile.made().size());
    hostile.countWhole(seen.get("data").asText());
  }

  private static CapacityResult ofOneMemory(CapacityResult result) {
    return new CapacityResult(
        result.rows().subList(0, 1),
        result.capacities().subList(0, 1),
        result.settings(),
        result.seconds());
  }

  private static NoiseResult ofOneMemory(NoiseResult result) {
    return new NoiseResult(
        result.byNoise().subList(0, 1),
        result.byBeta().subList(0, 1),
        result.settings(),
        result.seconds());
  }

  @Test
  void nothingRunsWhateverTheNamesAre() throws IOException {
    assertHarmless(RunRecord.class, run -> ComparisonPage.of(List.of(run)));
    assertHarmless(QuantizationResult.class, CheckpointPages::of);
    assertHarmless(PredictionResult.class, CheckpointPages::of);
    assertHarmless(InspectionResult.class, CheckpointPages::of);
    assertHarmless(ConversionResult.class, ConversionPage::of);
    assertHarmless(CapacityResult.class, result -> MemoryPages.of(ofOneMemory(result)));
    assertHarmless(NoiseResult.class, result -> MemoryPages.of(ofOneMemory(result)));
    assertHarmless(NoOpResult.class, MemoryPages::of);
    assertHarmless(VerificationResult.class, MemoryPages::of);
    assertHarmless(RetrievalResult.class, MemoryPages::of);
  }

  @Test
  void thePolicyStopsScriptsThatAreNotThePagesOwn() throws IOException {
    Page page = new Page("title", "subtitle", List.of());
    String script = "<script>window.ran = 1</script>";
    String handler =
        "<svg onload=\"window.ran = 2\"></svg><a id=link href=\"javascript:window.ran = 3\">a</a>";
    Path file = folder.resolve("policy.html");
    Files.writeString(
        file,
        HtmlPage.of(page).replace("<main>", "<main>" + script + handler),
        StandardCharsets.UTF_8);
    browser.open(file, 1280, "light");
    browser.evaluate("document.getElementById('link').click()");
    assertEquals("undefined", browser.evaluate("typeof window.ran").asText());
    assertEquals("light", browser.evaluate("document.documentElement.dataset.look").asText());
    assertFalse(browser.complaints().isEmpty(), "the browser says what it did not run");
    browser.complaints().clear();
  }
}
