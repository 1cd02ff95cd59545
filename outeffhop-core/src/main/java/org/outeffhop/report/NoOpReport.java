package org.outeffhop.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.experiment.result.NoOpResult.Row;

/** The ablation of outlier detection as tables and charts. */
public record NoOpReport(NoOpResult result) {
  private static final String NOTHING_CLASSIFIED = "-";
  private static final String PER_QUERY = "per query";

  /** The kinds of outliers, in their order. */
  public List<String> outliers() {
    Set<String> kinds = new LinkedHashSet<>();
    result.rows().forEach(row -> kinds.add(row.outliers()));
    return List.copyOf(kinds);
  }

  /** The threshold with the smallest error of every strategy and moment. */
  public TextTable best(String outliers) {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : bestRows(outliers)) {
      lines.add(
          List.of(
              row.strategy(),
              row.moment(),
              threshold(row.threshold()),
              number("%.0f%%", 100 * row.caught()),
              number("%.1f%%", 100 * row.lost()),
              number("%.4f", row.error()),
              number("%.2f", row.classificationMilliseconds()),
              number("%.2f", row.retrievalMilliseconds())));
    }
    return new TextTable(
        List.of(
            "strategy",
            "moment",
            "threshold",
            "outliers caught",
            "targets lost",
            "error",
            "classify ms",
            "retrieve ms"),
        lines);
  }

  private List<Row> bestRows(String outliers) {
    Map<String, Row> best = new LinkedHashMap<>();
    rows(outliers)
        .forEach(
            row ->
                best.merge(
                    row.strategy() + row.moment(),
                    row,
                    (a, b) -> b.error() < a.error() - 1e-9 ? b : a));
    return List.copyOf(best.values());
  }

  /** One sentence for every strategy whose classification takes longer than the retrieval. */
  public List<String> dearer(String outliers) {
    return bestRows(outliers).stream()
        .filter(row -> row.classificationMilliseconds() > row.retrievalMilliseconds())
        .map(
            row ->
                "%s (%s): classification takes longer than retrieval."
                    .formatted(row.strategy(), row.moment()))
        .toList();
  }

  /**
   * Error against cost, and the curve of what cannot be had both cheaper and better: the trade-off.
   */
  public Chart tradeOff(String outliers) {
    List<Series> series = new ArrayList<>();
    List<Double> frontierCost = new ArrayList<>();
    List<Double> frontierError = new ArrayList<>();
    List<Row> byCost =
        classified(outliers).stream().sorted(Comparator.comparingDouble(this::cost)).toList();
    double lowest = Double.POSITIVE_INFINITY;
    for (Row row : byCost) {
      if (row.error() < lowest) {
        lowest = row.error();
        frontierCost.add(cost(row));
        frontierError.add(row.error());
      }
    }
    series.add(Series.line("best trade-off", frontierCost, frontierError));
    for (String strategy : strategies(outliers)) {
      List<Row> own =
          classified(outliers).stream().filter(row -> row.strategy().equals(strategy)).toList();
      series.add(
          Series.scatter(
              strategy,
              own.stream().map(this::cost).toList(),
              own.stream().map(Row::error).toList()));
    }
    return new Chart(
        "Cost and benefit of detecting outliers: " + outliers,
        note(),
        Axis.logarithmic("classification and retrieval (ms for all queries)"),
        Axis.logarithmic("retrieval error"),
        series);
  }

  private double cost(Row row) {
    return row.classificationMilliseconds() + row.retrievalMilliseconds();
  }

  /** Error against the share of outliers caught, of classifying once. */
  public Chart caught(String outliers) {
    return against(outliers, "outliers caught (%)", Row::caught);
  }

  /** Error against the share of wanted patterns thrown away, of classifying once. */
  public Chart lost(String outliers) {
    return against(outliers, "good patterns discarded (%)", Row::lost);
  }

  private Chart against(String outliers, String title, ToDoubleFunction<Row> share) {
    List<Series> series = new ArrayList<>();
    for (String strategy : strategies(outliers)) {
      List<Row> own =
          classified(outliers).stream()
              .filter(row -> row.strategy().equals(strategy) && !row.moment().equals(PER_QUERY))
              .sorted(Comparator.comparingDouble(share).thenComparingDouble(Row::error))
              .toList();
      series.add(
          Series.line(
              strategy,
              own.stream().map(row -> 100 * share.applyAsDouble(row)).toList(),
              own.stream().map(Row::error).toList()));
    }
    return new Chart(
        "Retrieval error with classified patterns: " + outliers,
        note(),
        Axis.linear(title).between(0, 100),
        Axis.logarithmic("retrieval error"),
        series);
  }

  private String note() {
    return "%s patterns of dimension %s, %s of them outliers, %s queries, seed %s"
        .formatted(
            result.settings().get("patterns"),
            result.settings().get("dimension"),
            result.settings().get("share"),
            result.settings().get("queries"),
            result.settings().get("seed"));
  }

  private List<String> strategies(String outliers) {
    return classified(outliers).stream().map(Row::strategy).distinct().toList();
  }

  /** The rows of classifiers, without the references; "none" classifies by nothing, but counts. */
  private List<Row> classified(String outliers) {
    return rows(outliers).stream()
        .filter(row -> !row.moment().equals(NOTHING_CLASSIFIED) || row.strategy().equals("none"))
        .toList();
  }

  private List<Row> rows(String outliers) {
    return result.rows().stream().filter(row -> row.outliers().equals(outliers)).toList();
  }

  private static String threshold(double value) {
    return Double.isNaN(value) ? "-" : number("%.4f", value).replaceAll("\\.?0+$", "");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
