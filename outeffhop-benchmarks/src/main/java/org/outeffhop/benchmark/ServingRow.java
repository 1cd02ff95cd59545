package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.outeffhop.report.TextTable;

/**
 * Clients that ask for the embedding of one text at a time.
 *
 * @param way how the model is called
 * @param clients that ask at the same time
 * @param textsPerSecond of all clients, the median over rounds
 * @param median milliseconds from a question to its answer
 * @param p99 milliseconds that 99 of 100 answers take at most
 * @param speedup in texts a second over the first way with as many clients
 */
public record ServingRow(
    String way, int clients, double textsPerSecond, double median, double p99, double speedup) {
  private static final List<String> HEADER =
      List.of("way", "clients", "texts/s", "median ms", "p99 ms", "ratio");

  /** A line for each row. */
  public static TextTable table(List<ServingRow> rows) {
    return new TextTable(HEADER, rows.stream().map(ServingRow::cells).toList());
  }

  private List<String> cells() {
    return List.of(
        way,
        Integer.toString(clients),
        String.format(Locale.ROOT, "%.0f", textsPerSecond),
        Numbers.milliseconds(median),
        Numbers.milliseconds(p99),
        Numbers.ratio(speedup));
  }
}
