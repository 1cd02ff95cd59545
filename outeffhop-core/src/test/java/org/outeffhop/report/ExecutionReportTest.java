package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Latency;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.ExecutionResult.Stored;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.Timing;

class ExecutionReportTest {
  private static Latency latency(Computation by, int batch, double milliseconds, double fp32) {
    Timing timing = new Timing(milliseconds, milliseconds, 2 * milliseconds, 9);
    return new Latency(by, batch, null, timing, 1e3 * batch / milliseconds, fp32 / milliseconds);
  }

  private static ExecutionReport report(double difference, double int8, double ratio) {
    ExecutionResult execution =
        new ExecutionResult(
            1,
            "a reason",
            difference,
            List.of(
                new Measured(Computation.LIBTORCH, 80, 0),
                new Measured(Computation.INT8, 79.6, -0.5)),
            List.of(new Stored(Computation.INT8, 1_500_000, ratio)),
            List.of(
                latency(Computation.FP32, 1, 12, 12),
                latency(Computation.INT8, 1, int8, 12),
                latency(Computation.INT8_DYNAMIC, 1, 5, 12),
                latency(Computation.FP32, 8, 60, 60),
                latency(Computation.INT8, 8, 24, 60),
                latency(Computation.INT8_DYNAMIC, 8, 30, 60)));
    return new ExecutionReport(
        new Model(
            "run",
            "vit",
            "vanilla",
            "digits",
            true,
            3,
            4,
            QualityMeasure.TOP1,
            80,
            Map.of(),
            "",
            "",
            List.of("head.*"),
            List.of(),
            execution));
  }

  @Test
  void whatIsReachedIsSaid() {
    assertEquals(
        List.of(
            "Executed int8 differs from its simulation by -0.250% in top-1, within the target of 1%.",
            "The int8 file is 0.280 times the size of the fp32 file, within the target of 0.3.",
            "int8 is 2.50 to 3.00 times as fast as fp32 in ONNX Runtime and 1.25 to 1.25 times as fast as int8-dynamic, which meets the targets of 2 and 1."),
        report(-0.25, 4, 0.28).findings());
  }

  @Test
  void whatIsMissedIsSaidToo() {
    List<String> findings = report(1.5, 10, 0.4).findings();
    assertEquals(
        "Executed int8 differs from its simulation by +1.500% in top-1, more than the target of 1%. The simulation ignores two things that the graph does: it rounds biases, and its "
            + "gates and the residuals of post-norm models read values that are not rounded.",
        findings.get(0));
    assertEquals(
        "The int8 file is 0.400 times the size of the fp32 file, more than the target of 0.3: a large part of a model of this size is not stored in eight bits "
            + "(head.* stays in float32).",
        findings.get(1));
    assertEquals(
        "int8 is 1.20 to 2.50 times as fast as fp32 in ONNX Runtime and 0.50 to 1.25 times as fast as int8-dynamic; the targets of 2 and 1 are "
            + "for layers of the size of BERT-base at length 128 (./outeffhop benchmark onnx).",
        findings.get(2));
  }

  @Test
  void filesAndTimesHaveTheirLines() {
    List<String> quality = report(0, 4, 0.28).quality().fit(80).lines().toList();
    assertEquals("int8, ONNX Runtime        79.60   -0.50%      1.50     0.280", quality.get(3));
    List<String> times = report(0, 4, 0.28).times().fit(80).lines().toList();
    assertEquals(
        "int8               8        -        24.0     48.0        333      2.50", times.get(6));
  }
}
