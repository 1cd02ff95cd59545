package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * All runs of a comparison and how they came about.
 *
 * @param rows one a run
 * @param changes from one attention method to another, by the rows
 * @param settings what shaped the runs, by name
 */
public record ComparisonResult(
    List<ComparisonRow> rows, List<PairedChange> changes, Map<String, Object> settings) {
  /** The result of some runs. */
  public ComparisonResult(List<ComparisonRow> rows, Map<String, Object> settings) {
    this(rows, PairedChanges.of(rows), settings);
  }
}
