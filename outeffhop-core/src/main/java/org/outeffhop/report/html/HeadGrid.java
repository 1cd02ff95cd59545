package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.DiagnosisResult.Head;

/** The heads of a model: a column for every attention module, a row for every head of it. */
final class HeadGrid {
  private static final ColourScale SHARES = new ColourScale("share", 0, 1, false);
  private static final int MOST_NUMBERS = 12;
  private static final double DIGITS = 1e4;

  private HeadGrid() {}

  /**
   * A heat map of a share for each method, the mean over runs.
   *
   * @param byMethod the heads of all runs
   */
  static Block figures(
      String title,
      String note,
      Map<String, List<DiagnosisResult>> byMethod,
      ToDoubleFunction<Head> share) {
    List<Drawing> maps = new ArrayList<>();
    byMethod.forEach(
        (method, runs) -> {
          List<Head> heads =
              runs.stream().map(DiagnosisResult::heads).flatMap(Collection::stream).toList();
          if (!heads.isEmpty()) {
            maps.add(heatMap(method, heads, share));
          }
        });
    return new Block.Figures(title, note, SHARES, maps);
  }

  private static Drawing heatMap(String title, List<Head> heads, ToDoubleFunction<Head> share) {
    List<String> modules = heads.stream().map(Head::module).distinct().toList();
    List<Integer> numbers = List.copyOf(new TreeSet<>(heads.stream().map(Head::head).toList()));
    Map<List<Object>, DoubleSummaryStatistics> means = new HashMap<>();
    for (Head head : heads) {
      means
          .computeIfAbsent(
              List.of(head.module(), head.head()), unseen -> new DoubleSummaryStatistics())
          .accept(share.applyAsDouble(head));
    }
    List<double[]> rows = new ArrayList<>();
    for (int number : numbers) {
      rows.add(
          modules.stream()
              .mapToDouble(module -> mean(means.get(List.<Object>of(module, number))))
              .toArray());
    }
    return new Drawing.HeatMap(
        title,
        "layer",
        columns(modules),
        "head",
        numbers.stream().map(String::valueOf).toList(),
        rows,
        modules.size() <= MOST_NUMBERS);
  }

  /** The first number of each module's name; the names themselves where that is not enough. */
  private static List<String> columns(List<String> modules) {
    List<String> numbers =
        modules.stream().map(module -> module.replaceFirst("^\\D*(\\d+).*$", "$1")).toList();
    return numbers.stream().distinct().count() == modules.size() ? numbers : modules;
  }

  private static double mean(DoubleSummaryStatistics values) {
    return values == null ? Double.NaN : Math.round(DIGITS * values.getAverage()) / DIGITS;
  }
}
