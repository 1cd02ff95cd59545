package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * How many patterns memories store.
 *
 * @param rows one for each kind of patterns, model and number of patterns
 * @param capacities one for each kind of patterns and model
 * @param settings what shaped the run, by name
 * @param seconds how long it took
 */
public record CapacityResult(
    List<Row> rows, List<Capacity> capacities, Map<String, Object> settings, double seconds) {
  public CapacityResult {
    rows = List.copyOf(rows);
    capacities = List.copyOf(capacities);
  }

  /**
   * Retrieval from a number of patterns.
   *
   * @param patterns what they are
   * @param dimension d
   * @param query how a query was made of a pattern
   * @param model which memory
   * @param stored M
   * @param success the share of queries whose pattern was retrieved, mean over seeds
   * @param lowest the same of the worst seed
   * @param highest the same of the best seed
   * @param error the mean distance from the pattern, relative to its norm
   * @param noOpMass the mean weight of the no-op class at the query
   * @param converged the share of queries that came to rest
   */
  public record Row(
      String patterns,
      int dimension,
      String query,
      String model,
      long stored,
      double success,
      double lowest,
      double highest,
      double error,
      double noOpMass,
      double converged) {}

  /**
   * The largest number of patterns up to which all tried numbers succeeded often enough.
   *
   * @param patterns what they are
   * @param dimension d
   * @param model which memory
   * @param stored that number; 0 where the smallest failed
   * @param more whether it is the largest that was tried, so that the capacity may be larger
   * @param radius R, half the smallest distance between patterns, for up to 1,000 of them
   * @param bound what theory promises for R; NaN for the classical network and for patterns that
   *     are not random
   */
  public record Capacity(
      String patterns,
      int dimension,
      String model,
      long stored,
      boolean more,
      double radius,
      double bound) {}
}
