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
  private static final List<String> FAITHFULNESS = List.of("encoder", "cosine", "least", "file MB");
  private static final List<String> TIMES =
      List.of("encoder", "threads", "batch", "length", "median ms", "p90 ms", "to fp32");

  /** How faithful and how large, a line an encoder. */
  public static TextTable faithfulness(List<EncoderRow> rows) {
    List<List<String>> lines =
        rows.stream()
            .map(row -> List.of(row.name, four(row.cosine), four(row.leastCosine), row.megabytes()))
            .distinct()
            .toList();
    return new TextTable(FAITHFULNESS, lines);
  }

  /** How fast, a line for each row. */
  public static TextTable times(List<EncoderRow> rows) {
    return new TextTable(TIMES, rows.stream().map(EncoderRow::timed).toList());
  }

  private List<String> timed() {
    return List.of(
        name,
        Integer.toString(threads),
        Integer.toString(batch),
        Integer.toString(length),
        Numbers.milliseconds(latency.median()),
        Numbers.milliseconds(latency.p90()),
        Numbers.ratio(speedup));
  }

  private String megabytes() {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  private static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
