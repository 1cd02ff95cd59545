package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.result.ExportResult.Agreement;
import org.outeffhop.experiment.result.ExportResult.Missed;
import org.outeffhop.experiment.result.ExportResult.WrittenFile;

/** An exported model as lines and tables. */
public final class ExportReport {
  private static final double MEGA = 1e6;

  private ExportReport() {}

  /** What was exported, how, and how far it agrees with libtorch. */
  public static List<String> head(ExportResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s, %s, %s"
            .formatted(result.source(), result.model(), result.attention(), result.precision()));
    if (result.format() != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Format: weights of %d bits, %s; %s",
              result.format().weightBits(),
              result.format().weights(),
              result.format().reason()));
    }
    if (result.calibration() != null) {
      lines.add("Calibration: " + result.calibration());
    }
    return lines;
  }

  /** The files, graph and weights against the parameters in float32. */
  public static TextTable files(ExportResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (WrittenFile file : result.files()) {
      boolean graph = file.name().startsWith("model.onnx");
      rows.add(
          List.of(
              file.name(),
              String.format(Locale.ROOT, "%.3f", file.bytes() / MEGA),
              graph
                  ? String.format(
                      Locale.ROOT, "%.2f", (double) file.bytes() / result.parameterBytes())
                  : ""));
    }
    return new TextTable(List.of("file", "MB", "to fp32 weights"), rows);
  }

  /** How often each operator is in the file, and in the graph that runs. */
  public static TextTable operators(ExportResult result) {
    Map<String, List<String>> rows = new TreeMap<>();
    Map<String, Integer> before = result.audit().before();
    Map<String, Integer> after = result.audit().after();
    before.keySet().forEach(name -> rows.put(name, row(name, before, after)));
    after.keySet().forEach(name -> rows.put(name, row(name, before, after)));
    return new TextTable(
        List.of("operator", "in the file", "what runs"), List.copyOf(rows.values()));
  }

  private static List<String> row(
      String name, Map<String, Integer> before, Map<String, Integer> after) {
    return List.of(name, count(before.get(name)), count(after.get(name)));
  }

  private static String count(Integer count) {
    return count == null ? "-" : count.toString();
  }

  /** What was not fused, the agreement with libtorch, and what is missing. */
  public static List<String> findings(ExportResult result) {
    List<String> lines = new ArrayList<>();
    for (Missed missed : result.audit().missed()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Not fused: %s, %d times (%s%s): %s",
              missed.operator(),
              missed.count(),
              String.join(", ", missed.nodes()),
              missed.count() > missed.nodes().size() ? ", .." : "",
              missed.reason()));
    }
    lines.add(agreement(result));
    lines.addAll(result.notes());
    return lines;
  }

  private static String agreement(ExportResult result) {
    Agreement agreement = result.agreement();
    return String.format(
        Locale.ROOT,
        "Largest difference from libtorch%s: %.2e (largest value: %.3g), on %s",
        result.format() == null ? "" : " in float32",
        agreement.difference(),
        agreement.largest(),
        agreement.batch());
  }
}
