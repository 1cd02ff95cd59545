package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * What detecting outliers costs and brings.
 *
 * @param rows a row for each kind of outliers, strategy, moment and threshold
 * @param settings what shaped the run, by name
 * @param seconds how long it took
 */
public record NoOpResult(List<Row> rows, Map<String, Object> settings, double seconds) {
  public NoOpResult {
    rows = List.copyOf(rows);
  }

  /**
   * One way to classify.
   *
   * @param outliers what the planted outliers are like
   * @param strategy the classifier, or one of the references "dense" (softmax over all patterns)
   *     and "known outliers" (the planted marks)
   * @param moment "once": when patterns are stored, by a sample of queries; "per query": for each
   *     query as it is asked; "-" where nothing is classified
   * @param threshold the classifier's; NaN where it has none
   * @param caught the share of outliers called no-ops, in the mean over queries
   * @param lost the share of queries whose own pattern is called a no-op
   * @param error ||T(x) - xi|| / ||xi|| in the mean over queries
   * @param classificationMilliseconds for all queries, or for the sample
   * @param retrievalMilliseconds for all queries
   */
  public record Row(
      String outliers,
      String strategy,
      String moment,
      double threshold,
      double caught,
      double lost,
      double error,
      double classificationMilliseconds,
      double retrievalMilliseconds) {}
}
