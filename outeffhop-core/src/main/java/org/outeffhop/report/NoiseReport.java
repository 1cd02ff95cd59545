package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.result.NoiseResult.Row;

/** The noise experiment as tables and charts. */
public final class NoiseReport {
  private static final String ERROR = "retrieval error (relative to the pattern's norm)";

  private final NoiseResult result;

  /** Of a result. */
  public NoiseReport(NoiseResult result) {
    this.result = result;
  }

  /** Errors: a row for each noise, a column for each model. */
  public TextTable byNoise() {
    return table("noise", result.byNoise(), Row::noise);
  }

  /** Errors: a row for each beta, a column for each model. */
  public TextTable byBeta() {
    return table("beta", result.byBeta(), Row::beta);
  }

  private static TextTable table(String name, List<Row> rows, ToDoubleFunction<Row> key) {
    List<String> header = new ArrayList<>(List.of(name));
    header.addAll(models(rows));
    List<List<String>> lines = new ArrayList<>();
    for (double value : rows.stream().mapToDouble(key).distinct().toArray()) {
      List<String> line = new ArrayList<>(List.of(Scale.number(value)));
      rows.stream()
          .filter(row -> key.applyAsDouble(row) == value)
          .forEach(row -> line.add(String.format(Locale.ROOT, "%.3f", row.error())));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /** Error against the noise in the query. */
  public Chart noiseChart() {
    return new Chart(
        "Retrieval error against noise in the query",
        settings("beta"),
        Axis.linear("noise in the query (relative to the pattern's norm)"),
        Axis.linear(ERROR),
        series(result.byNoise(), Row::noise));
  }

  /** Error against beta. */
  public Chart betaChart() {
    return new Chart(
        "Retrieval error against beta",
        settings("noise"),
        Axis.logarithmic("inverse temperature beta"),
        Axis.linear(ERROR),
        series(result.byBeta(), Row::beta));
  }

  private String settings(String held) {
    return "%s, %s of them stored, %s %s, seeds: %s"
        .formatted(
            result.settings().get("patterns"),
            result.settings().get("stored"),
            held,
            result.settings().get(held),
            result.settings().get("seeds"));
  }

  private static List<Series> series(List<Row> rows, ToDoubleFunction<Row> key) {
    List<Series> series = new ArrayList<>();
    for (String model : models(rows)) {
      List<Series.Point> points =
          rows.stream()
              .filter(row -> row.model().equals(model))
              .map(
                  row ->
                      new Series.Point(
                          key.applyAsDouble(row), row.error(), row.lowest(), row.highest()))
              .toList();
      series.add(new Series(model, Series.Mark.LINE, points));
    }
    return series;
  }

  private static List<String> models(List<Row> rows) {
    return rows.stream().map(Row::model).distinct().toList();
  }
}
