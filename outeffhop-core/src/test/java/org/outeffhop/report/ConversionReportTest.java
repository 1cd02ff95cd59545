package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.ConversionResult.Stage;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.QualityMeasure;

class ConversionReportTest {
  private static final Stage BEFORE = stage("original", 2481, 192.6, 0.8563);

  private static Stage stage(String name, double kurtosis, double norm, double quantized) {
    return new Stage(name, "outeffhop", kurtosis, norm, 1, quantized, Map.of());
  }

  private static ExecutionResult executed(double quality) {
    return new ExecutionResult(
        1, "", 0, List.of(new Measured(Computation.INT8, quality, 0)), List.of(), List.of());
  }

  private static List<String> findings(Stage after, double original, double converted) {
    return new ConversionReport(
            new ConversionResult(
                "a",
                "bert",
                "outeffhop",
                "text",
                10,
                QualityMeasure.COSINE,
                List.of(BEFORE, after),
                "channel",
                "any",
                32,
                executed(original),
                executed(converted),
                Map.of(),
                1))
        .findings();
  }

  @Test
  void whatHelpedIsSaidAlone() {
    assertEquals(
        List.of(
            "Average kurtosis went from 2481.0 to 10.9 and the maximum infinity norm from 192.6 to 5.2; in W8A8, cosine went from 0.8563 to 0.9834."),
        findings(stage("converted", 10.9, 5.2, 0.9834), 0.95, 0.97));
  }

  @Test
  void whatDidNotHelpIsSaidToo() {
    List<String> findings = findings(stage("converted", 10.9, 5.2, 0.8), 0.993, 0.9753);
    assertEquals(
        List.of(
            "The conversion did not help: in W8A8 the original is better.",
            "In int8 in ONNX Runtime the conversion did not help: cosine is 0.9930 for the original and 0.9753 for the converted model."),
        findings.subList(1, findings.size()));
  }
}
