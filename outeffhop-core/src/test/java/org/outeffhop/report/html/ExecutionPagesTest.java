package org.outeffhop.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.ConversionResult.Stage;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Latency;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.ExecutionResult.Stored;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.Timing;

/** Executed eight bits on the pages of quantize and convert, of results made by hand. */
class ExecutionPagesTest {
  private static Latency latency(Computation by, int batch, int length, double milliseconds) {
    Timing timing = new Timing(milliseconds, milliseconds, 2 * milliseconds, 9);
    return new Latency(by, batch, length, timing, 1e3 * batch / milliseconds, 12 / milliseconds);
  }

  private static ExecutionResult execution(double quality, double milliseconds) {
    return new ExecutionResult(
        2,
        "a reason",
        0.5,
        List.of(
            new Measured(Computation.LIBTORCH, 20, 0),
            new Measured(Computation.SIMULATED, 20.2, 1),
            new Measured(Computation.INT8, quality, 2.5),
            new Measured(Computation.INT8_DYNAMIC, 20.1, 0.5)),
        List.of(
            new Stored(Computation.FP32, 6_000_000, 1),
            new Stored(Computation.INT8, 1_500_000, 0.25)),
        List.of(
            latency(Computation.FP32, 1, 32, 12),
            latency(Computation.INT8, 1, 32, milliseconds),
            latency(Computation.INT8_DYNAMIC, 1, 32, 5),
            latency(Computation.FP32, 1, 64, 24),
            latency(Computation.INT8, 1, 64, 8),
            latency(Computation.FP32, 8, 32, 90)));
  }

  private static String row(String... cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      boolean text = cell.matches(".*[a-z]{2}.*");
      row.append(text ? "<td>" : "<td class=\"number\">").append(cell).append("</td>");
    }
    return row.append("</tr>").toString();
  }

  private static void assertContains(String page, String part) {
    assertTrue(page.contains(part), () -> "the page lacks " + part);
  }

  private static QuantizationResult quantized(ExecutionResult execution) {
    return new QuantizationResult(
        List.of(
            new Model(
                "run",
                "opt",
                "vanilla",
                "text",
                true,
                3,
                4,
                QualityMeasure.PERPLEXITY,
                20,
                Map.of(),
                "a scale a tensor",
                "static",
                List.of(),
                List.of(),
                execution)),
        Map.of());
  }

  @Test
  void quantizeHasQualitySizeAndTimesOfAllComputations() {
    String page = HtmlPage.of(CheckpointPages.of(quantized(execution(20.5, 4))));
    assertContains(page, row("W8A8, simulated at all points", "20.20", "+1.00%", "", ""));
    assertContains(page, row("int8, ONNX Runtime", "20.50", "+2.50%", "1.50", "0.250"));
    assertContains(page, row("int8-dynamic, ONNX Runtime", "20.10", "+0.50%", "", ""));
    assertContains(page, row("int8", "1", "32", "4.00", "8.00", "250", "3.00"));
    assertContains(page, "<p>Threads: 2</p>");
    assertContains(page, "The int8 file is 0.250 times the size of the fp32 file");
  }

  @Test
  void onlyTheQualityIsThereWhereNothingWasExecuted() {
    String page = HtmlPage.of(CheckpointPages.of(quantized(null)));
    assertContains(page, row("fp32", "20.00", ""));
    assertFalse(page.contains("<caption>Time of a batch"), "no times");
  }

  @Test
  void barsAreMediansByLengthAChartABatch() {
    List<Drawing> charts = LatencyBars.of("converted", execution(20.5, 4));
    assertEquals(
        List.of("converted, batch of 1", "converted, batch of 8"),
        charts.stream().map(Drawing::title).toList());
    assertEquals(
        new Drawing.Bars(
            "converted, batch of 1",
            List.of("32 tokens", "64 tokens"),
            "median ms",
            List.of(
                new Drawing.BarSeries("fp32", List.of(12.0, 24.0)),
                new Drawing.BarSeries("int8", List.of(4.0, 8.0)),
                new Drawing.BarSeries("int8-dynamic", List.of(5.0, Double.NaN)))),
        charts.get(0));
  }

  @Test
  void convertHasBothModelsExecuted() {
    Stage stage = new Stage("original", "vanilla", 9, 8, 20, 21, Map.of());
    ConversionResult result =
        new ConversionResult(
            "a",
            "opt",
            "outeffhop",
            "text",
            10,
            QualityMeasure.PERPLEXITY,
            List.of(stage, stage),
            "channel",
            "any",
            32,
            execution(22.5, 3),
            execution(20.5, 4),
            Map.of(),
            1);
    String page = HtmlPage.of(ConversionPage.of(result));
    assertContains(page, row("int8, ONNX Runtime", "22.50", "20.50", "1.5", "0.250"));
    assertContains(page, row("int8", "1", "32", "3.00", "6.00", "333", "4.00"));
    assertContains(page, row("int8", "1", "32", "4.00", "8.00", "250", "3.00"));
    assertContains(page, "<figcaption>original, batch of 8</figcaption>");
  }
}
