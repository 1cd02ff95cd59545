package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * All runs of a comparison and how they came about.
 *
 * @param rows one a run
 * @param settings what shaped the runs, by name
 */
public record ComparisonResult(List<ComparisonRow> rows, Map<String, Object> settings) {}
