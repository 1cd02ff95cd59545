package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.report.TextTable;

/**
 * An encoder in ONNX Runtime at one precision, batch size and number of threads.
 *
 * @param attention the method
 * @param precision fp32, int8 or int8-dynamic
 * @param length tokens of a sequence
 * @param latency of a batch
 * @param bytes of the file
 * @param speedup of this over fp32 in the same setting
 * @param size the file over that of fp32
 */
public record OnnxRow(
    String attention,
    String precision,
    int threads,
    int batch,
    int length,
    Timing latency,
    long bytes,
    double speedup,
    double size) {
  private static final List<String> HEADER =
      List.of(
          "attention",
          "threads",
          "batch",
          "precision",
          "median ms",
          "p10 ms",
          "p90 ms",
          "a second",
          "to fp32",
          "file MB",
          "to fp32");

  /** A line for each row. */
  public static TextTable table(List<OnnxRow> rows) {
    return new TextTable(HEADER, rows.stream().map(OnnxRow::cells).toList());
  }

  private List<String> cells() {
    return List.of(
        attention,
        Integer.toString(threads),
        Integer.toString(batch),
        precision,
        Numbers.milliseconds(latency.median()),
        Numbers.milliseconds(latency.p10()),
        Numbers.milliseconds(latency.p90()),
        String.format(Locale.ROOT, "%.0f", batch / latency.median() * 1e3),
        Numbers.ratio(speedup),
        String.format(Locale.ROOT, "%.1f", bytes / 1e6),
        Numbers.ratio(size));
  }
}
