package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * What a memory answered.
 *
 * @param rows one a query, in the order of the retrieved patterns' file
 * @param settings what shaped the run, by name
 * @param seconds how long the retrieval took
 */
public record RetrievalResult(List<Row> rows, Map<String, Object> settings, double seconds) {
  public RetrievalResult {
    rows = List.copyOf(rows);
  }

  /**
   * A query's answer.
   *
   * @param query how it was made: given, or of a stored pattern by what
   * @param number the query's, from 0; that of the stored pattern it was made of
   * @param pattern the number of the stored pattern with the largest weight
   * @param weight that weight
   * @param noOpMass the no-op class's weight at the query
   * @param steps updates taken
   * @param converged whether the state came to rest
   * @param abstained whether the no-op mass is above the threshold
   * @param error the distance of what was retrieved from the stored pattern, relative to its norm;
   *     NaN for a given query
   */
  public record Row(
      String query,
      int number,
      long pattern,
      double weight,
      double noOpMass,
      int steps,
      boolean converged,
      boolean abstained,
      double error) {}

  /** How many queries were made of stored patterns. */
  public long known() {
    return rows.stream().filter(row -> !Double.isNaN(row.error())).count();
  }

  /** How many of those had their pattern's weight largest. */
  public long right() {
    return rows.stream()
        .filter(row -> !Double.isNaN(row.error()) && row.pattern() == row.number())
        .count();
  }
}
