package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Latency;

/** The times of executed models as bars. */
final class LatencyBars {
  private final List<Latency> latencies;

  private LatencyBars(List<Latency> latencies) {
    this.latencies = latencies;
  }

  /**
   * A chart for each size of batch: medians by length, a bar for each computation.
   *
   * @param model goes before the size of the batch in the titles; may be empty
   */
  static List<Drawing> of(String model, ExecutionResult result) {
    Set<Integer> batches = new LinkedHashSet<>();
    result.latencies().forEach(latency -> batches.add(latency.batch()));
    List<Drawing> charts = new ArrayList<>();
    for (int batch : batches) {
      LatencyBars bars =
          new LatencyBars(
              result.latencies().stream().filter(latency -> latency.batch() == batch).toList());
      charts.add(bars.chart((model.isEmpty() ? "" : model + ", ") + "batch of " + batch));
    }
    return charts;
  }

  private Drawing chart(String title) {
    Set<Integer> lengths = new LinkedHashSet<>();
    Set<Computation> computations = new LinkedHashSet<>();
    for (Latency latency : latencies) {
      lengths.add(latency.length());
      computations.add(latency.by());
    }
    return new Drawing.Bars(
        title,
        lengths.stream().map(length -> length == null ? "a batch" : length + " tokens").toList(),
        "median ms",
        computations.stream().map(by -> series(by, lengths)).toList());
  }

  private Drawing.BarSeries series(Computation by, Set<Integer> lengths) {
    return new Drawing.BarSeries(
        by.key(), lengths.stream().map(length -> median(by, length)).toList());
  }

  private double median(Computation by, Integer length) {
    return latencies.stream()
        .filter(latency -> latency.by() == by && Objects.equals(latency.length(), length))
        .mapToDouble(latency -> latency.latency().median())
        .findFirst()
        .orElse(Double.NaN);
  }
}
