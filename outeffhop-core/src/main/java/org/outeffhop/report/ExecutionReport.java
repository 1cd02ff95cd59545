package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Latency;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.ExecutionResult.Stored;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.QuantizationResult.Model;

/** Simulated against executed eight bits, as tables and sentences. */
public final class ExecutionReport {
  private static final double GOAL_PERCENT = 1;
  private static final double GOAL_SIZE = 0.3;

  private final Model model;
  private final ExecutionResult result;

  /** Of a model that was executed. */
  public ExecutionReport(Model model) {
    this.model = model;
    result = model.execution();
  }

  /** Quality and files, a line for each computation. */
  public TextTable quality() {
    List<List<String>> lines = new ArrayList<>();
    for (Measured measured : result.qualities()) {
      Optional<Stored> file =
          result.files().stream().filter(stored -> stored.by() == measured.by()).findFirst();
      lines.add(
          List.of(
              measured.by().toString(),
              format("%." + model.measure().decimals() + "f", measured.quality()),
              measured.by() == Computation.LIBTORCH ? "" : format("%+.2f%%", measured.change()),
              file.map(stored -> format("%.2f", stored.bytes() / 1e6)).orElse(""),
              file.map(stored -> format("%.3f", stored.ratio())).orElse("")));
    }
    return new TextTable(
        List.of("computed in", model.measure().toString(), "change", "file MB", "to fp32"), lines);
  }

  /** How it was executed. */
  public List<String> conditions() {
    return conditions(result);
  }

  /** How a model was executed, by itself. */
  public static List<String> conditions(ExecutionResult result) {
    return List.of("Threads: " + result.threads(), "Integer kernels: " + result.kernels());
  }

  /** The time of a batch, a line for each computation and size. */
  public TextTable times() {
    return times(result);
  }

  /** That of an executed model, by itself. */
  public static TextTable times(ExecutionResult result) {
    List<List<String>> lines = new ArrayList<>();
    for (Latency latency : result.latencies()) {
      lines.add(
          List.of(
              latency.by().key(),
              Integer.toString(latency.batch()),
              latency.length() == null ? "-" : latency.length().toString(),
              format("%.3g", latency.latency().median()),
              format("%.3g", latency.latency().p90()),
              format("%.0f", latency.perSecond()),
              format("%.2f", latency.speedup())));
    }
    return new TextTable(
        List.of("computed by", "batch", "length", "median ms", "p90 ms", "a second", "to fp32"),
        lines);
  }

  /** What the numbers say, against what is aimed at. */
  public List<String> findings() {
    return List.of(agreement(), size(), speed());
  }

  private String agreement() {
    String measured =
        "Executed int8 differs from its simulation by %s in %s, "
            .formatted(format("%+.3f%%", result.difference()), noun());
    if (Math.abs(result.difference()) < GOAL_PERCENT) {
      return measured + "within the target of 1%.";
    }
    return measured
        + "more than the target of 1%. The simulation ignores two things that the graph does: it rounds biases, and its "
        + "gates and the residuals of post-norm models read values that are not rounded.";
  }

  private String noun() {
    return model.measure() == QualityMeasure.TOP1 ? "top-1" : model.measure().toString();
  }

  private String size() {
    double ratio =
        result.files().stream()
            .filter(stored -> stored.by() == Computation.INT8)
            .mapToDouble(Stored::ratio)
            .findFirst()
            .orElseThrow();
    String measured =
        "The int8 file is %s times the size of the fp32 file, ".formatted(format("%.3f", ratio));
    if (ratio <= GOAL_SIZE) {
      return measured + "within the target of 0.3.";
    }
    String kept =
        model.fullPrecision().isEmpty()
            ? ""
            : " (" + String.join(", ", model.fullPrecision()) + " stays in float32)";
    return measured
        + "more than the target of 0.3: a large part of a model of this size is not stored in eight bits"
        + kept
        + ".";
  }

  private String speed() {
    double[] toFp32 = speedups(Computation.FP32);
    double[] toDynamic = speedups(Computation.INT8_DYNAMIC);
    String measured =
        "int8 is %s times as fast as fp32 in ONNX Runtime and %s times as fast as int8-dynamic"
            .formatted(range(toFp32), range(toDynamic));
    return toFp32[0] >= 2 && toDynamic[0] >= 1
        ? measured + ", which meets the targets of 2 and 1."
        : measured
            + "; the targets of 2 and 1 are for layers of the size of BERT-base at length 128 (./outeffhop benchmark onnx).";
  }

  private static String range(double[] ends) {
    return format("%.2f", ends[0]) + " to " + format("%.2f", ends[1]);
  }

  /** The least and the largest ratio of a computation's time to int8's. */
  private double[] speedups(Computation other) {
    double[] ends = {Double.MAX_VALUE, 0};
    for (Latency int8 : of(Computation.INT8)) {
      for (Latency slower : of(other)) {
        if (slower.batch() == int8.batch() && Objects.equals(slower.length(), int8.length())) {
          double ratio = slower.latency().median() / int8.latency().median();
          ends[0] = Math.min(ends[0], ratio);
          ends[1] = Math.max(ends[1], ratio);
        }
      }
    }
    return ends;
  }

  private List<Latency> of(Computation by) {
    return result.latencies().stream().filter(latency -> latency.by() == by).toList();
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
