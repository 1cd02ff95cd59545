package org.outeffhop.benchmark;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.report.TextTable;

/**
 * One size of a memory.
 *
 * @param patterns stored
 * @param queries asked at once
 * @param dimension of a pattern
 * @param retrieval one step for all queries
 * @param writtenOut the formula with the whole matrix
 * @param products two matrix products over the patterns
 * @param neighbours the ten nearest patterns, exactly
 * @param residentGrowth bytes the process grew by, from before the patterns were stored until after
 *     a retrieval
 * @param patternBytes bytes of the patterns
 */
public record MemoryRow(
    long patterns,
    long queries,
    long dimension,
    Timing retrieval,
    Timing writtenOut,
    Timing products,
    Timing neighbours,
    long residentGrowth,
    long patternBytes) {
  private static final List<String> HEADER =
      List.of(
          "patterns",
          "queries/s",
          "retrieval ms",
          "two products ms",
          "ratio",
          "written out ms",
          "ratio",
          "10 nearest ms",
          "ratio",
          "memory besides patterns MiB");

  /** The time over that of the two products. */
  public double overProducts() {
    return retrieval.median() / products.median();
  }

  /** A line for each row; the ratios are retrieval over the column before. */
  public static TextTable table(List<MemoryRow> rows) {
    return new TextTable(HEADER, rows.stream().map(MemoryRow::cells).toList());
  }

  private List<String> cells() {
    return List.of(
        Long.toString(patterns),
        String.format(Locale.ROOT, "%.0f", queries / (retrieval.median() / 1e3)),
        Numbers.milliseconds(retrieval.median()),
        Numbers.milliseconds(products.median()),
        Numbers.ratio(overProducts()),
        Numbers.milliseconds(writtenOut.median()),
        Numbers.ratio(retrieval.median() / writtenOut.median()),
        Numbers.milliseconds(neighbours.median()),
        Numbers.ratio(retrieval.median() / neighbours.median()),
        String.format(Locale.ROOT, "%.0f", (residentGrowth - patternBytes) / 1048576.0));
  }
}
