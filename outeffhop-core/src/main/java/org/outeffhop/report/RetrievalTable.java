package org.outeffhop.report;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.experiment.result.RetrievalResult.Row;

/** What a memory answered, a line a query. */
public final class RetrievalTable {
  private static final List<String> HEADER =
      List.of(
          "query",
          "number",
          "retrieved",
          "weight",
          "no-op mass",
          "steps",
          "rests",
          "error",
          "knows");

  private RetrievalTable() {}

  /** The first rows, at most {@code most}. */
  public static TextTable of(RetrievalResult result, int most) {
    return new TextTable(
        HEADER, result.rows().stream().limit(most).map(RetrievalTable::line).toList());
  }

  private static List<String> line(Row row) {
    return List.of(
        row.query(),
        Integer.toString(row.number()),
        Long.toString(row.pattern()),
        number(row.weight()),
        number(row.noOpMass()),
        Integer.toString(row.steps()),
        row.converged() ? "yes" : "no",
        Double.isNaN(row.error()) ? "-" : number(row.error()),
        row.abstained() ? "no" : "yes");
  }

  private static String number(double value) {
    return value != 0 && Math.abs(value) < 1e-3
        ? String.format(Locale.ROOT, "%.0e", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
