package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.report.TextTable;

/**
 * A sentence encoder in ONNX Runtime at one batch size and number of threads.
 *
 * @param name how it was made
 * @param cosine mean over held-out texts, of the embedding with the original's
 * @param leastCosine the smallest of those
 * @param bytes of the file
 * @param length tokens of a sequence
 * @param latency of a batch
 * @param speedup over the original in float32 in the same setting
 */
public record EncoderRow(
    String name,
    double cosine,
    double leastCosine,
    long bytes,
    int threads,
    int batch,
    int length,
    Timing latency,
    double speedup) {
  private static final List<String> HEADER =
      List.of(
          "encoder",
          "cosine",
          "least",
          "file MB",
          "threads",
          "batch",
          "median ms",
          "p90 ms",
          "to fp32");

  /** A line for each row. */
  public static TextTable table(List<EncoderRow> rows) {
    return new TextTable(HEADER, rows.stream().map(EncoderRow::cells).toList());
  }

  private List<String> cells() {
    return List.of(
        name,
        String.format(Locale.ROOT, "%.4f", cosine),
        String.format(Locale.ROOT, "%.4f", leastCosine),
        String.format(Locale.ROOT, "%.1f", bytes / 1e6),
        Integer.toString(threads),
        Integer.toString(batch),
        Numbers.milliseconds(latency.median()),
        Numbers.milliseconds(latency.p90()),
        Numbers.ratio(speedup));
  }
}
