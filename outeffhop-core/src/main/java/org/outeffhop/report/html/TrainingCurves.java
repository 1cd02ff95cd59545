package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Measured;
import org.outeffhop.report.Axis;
import org.outeffhop.report.Chart;
import org.outeffhop.report.Series;

/**
 * A measure over training, a line a method: the mean over the seeds, with a band from the lowest to
 * the highest. Of many steps, neighbours are averaged.
 */
final class TrainingCurves {
  private static final int MOST_POINTS = 150;

  private TrainingCurves() {}

  /** The chart of a measure by its name in {@code metrics.jsonl}, or none where no run has it. */
  static Optional<Drawing> of(String title, String name, Map<String, List<RunRecord>> byMethod) {
    List<Series> series = new ArrayList<>();
    byMethod.forEach(
        (method, runs) -> {
          List<Series.Point> points = points(name, runs);
          if (!points.isEmpty()) {
            series.add(new Series(method, Series.Mark.LINE, points));
          }
        });
    if (series.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Drawing.Lines(new Chart(title, "", steps(series), Axis.linear(title), series)));
  }

  private static Axis steps(List<Series> series) {
    double last =
        series.stream()
            .flatMap(one -> one.points().stream())
            .mapToDouble(Series.Point::x)
            .max()
            .orElseThrow();
    return Axis.linear("optimiser steps").between(0, last);
  }

  private static List<Series.Point> points(String name, List<RunRecord> runs) {
    Map<Long, DoubleSummaryStatistics> bySteps = new TreeMap<>();
    for (RunRecord run : runs) {
      binned(run.training().getOrDefault(name, List.of()))
          .forEach(
              (step, value) ->
                  bySteps
                      .computeIfAbsent(step, key -> new DoubleSummaryStatistics())
                      .accept(value));
    }
    List<Series.Point> points = new ArrayList<>();
    bySteps.forEach(
        (step, values) ->
            points.add(
                new Series.Point(step, values.getAverage(), values.getMin(), values.getMax())));
    return points;
  }

  private static Map<Long, Double> binned(List<Measured> values) {
    int each = Math.max(1, (values.size() + MOST_POINTS - 1) / MOST_POINTS);
    Map<Long, Double> means = new LinkedHashMap<>();
    for (int from = 0; from < values.size(); from += each) {
      List<Measured> bin = values.subList(from, Math.min(values.size(), from + each));
      means.put(
          bin.get(bin.size() - 1).step(),
          bin.stream().mapToDouble(Measured::value).average().orElseThrow());
    }
    return means;
  }
}
