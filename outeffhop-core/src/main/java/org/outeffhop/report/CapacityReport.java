package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.CapacityResult.Capacity;
import org.outeffhop.experiment.result.CapacityResult.Row;

/** The capacity experiment as tables and charts. */
public final class CapacityReport {
  private static final String SPHERE = "sphere";

  private final CapacityResult result;

  /** Of a result. */
  public CapacityReport(CapacityResult result) {
    this.result = result;
  }

  /** The kinds of patterns, in their order. */
  public List<String> patterns() {
    Set<String> names = new LinkedHashSet<>();
    result.rows().forEach(row -> names.add(row.patterns()));
    return List.copyOf(names);
  }

  /** Success in percent of one kind of patterns: a row for each number, a column for each model. */
  public TextTable success(String patterns) {
    List<String> header = new ArrayList<>(List.of("patterns"));
    header.addAll(models(patterns));
    List<List<String>> lines = new ArrayList<>();
    Set<Long> counts = new LinkedHashSet<>();
    rows(patterns).forEach(row -> counts.add(row.stored()));
    for (long count : counts) {
      List<String> line = new ArrayList<>(List.of(Long.toString(count)));
      rows(patterns).stream()
          .filter(row -> row.stored() == count)
          .forEach(row -> line.add(percent(row.success())));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /** The capacities: a row for each kind of patterns, a column for each model, and the bound. */
  public TextTable capacities() {
    List<String> header = new ArrayList<>(List.of("patterns"));
    header.addAll(models(patterns().get(0)));
    header.add("bound");
    List<List<String>> lines = new ArrayList<>();
    for (String patterns : patterns()) {
      List<String> line = new ArrayList<>(List.of(patterns));
      double bound = Double.NaN;
      for (Capacity capacity : result.capacities()) {
        if (capacity.patterns().equals(patterns)) {
          line.add((capacity.more() ? ">=" : "") + capacity.stored());
          bound = Double.isNaN(bound) ? capacity.bound() : bound;
        }
      }
      line.add(Double.isNaN(bound) ? "-" : String.format(Locale.ROOT, "%.2g", bound));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /** Success against the number of patterns, with the bound where it promises a pattern. */
  public Chart successChart(String patterns) {
    List<Series> series = new ArrayList<>();
    for (String model : models(patterns)) {
      List<Series.Point> points =
          rows(patterns).stream()
              .filter(row -> row.model().equals(model))
              .map(CapacityReport::point)
              .toList();
      series.add(new Series(model, Series.Mark.LINE, points));
    }
    double bound =
        result.capacities().stream()
            .filter(capacity -> capacity.patterns().equals(patterns))
            .mapToDouble(Capacity::bound)
            .filter(Double::isFinite)
            .findFirst()
            .orElse(Double.NaN);
    if (patterns.startsWith(SPHERE) && bound >= 1) {
      series.add(Series.dashed("bound", List.of(bound, bound), List.of(0.0, 100.0)));
    }
    String note = rows(patterns).get(0).query() + ", " + settings();
    if (patterns.startsWith(SPHERE) && bound < 1) {
      note += String.format(Locale.ROOT, ", bound %.2g", bound);
    }
    return new Chart(
        "Retrieval against stored patterns: " + patterns,
        note,
        Axis.logarithmic("stored patterns"),
        Axis.linear("queries that retrieve their pattern (%)").between(0, 100),
        series);
  }

  private static Series.Point point(Row row) {
    return new Series.Point(
        row.stored(), 100 * row.success(), 100 * row.lowest(), 100 * row.highest());
  }

  /** Capacity of random patterns against the dimension, with the bound. */
  public Chart capacityChart() {
    List<Capacity> spheres =
        result.capacities().stream()
            .filter(capacity -> capacity.patterns().startsWith(SPHERE))
            .toList();
    List<Series> series = new ArrayList<>();
    Set<String> models = new LinkedHashSet<>();
    spheres.forEach(capacity -> models.add(capacity.model()));
    for (String model : models) {
      series.add(
          new Series(
              model,
              Series.Mark.LINE,
              spheres.stream()
                  .filter(capacity -> capacity.model().equals(model))
                  .map(c -> new Series.Point(c.dimension(), c.stored()))
                  .toList()));
    }
    series.add(
        new Series(
            "bound",
            Series.Mark.DASHED,
            spheres.stream()
                .filter(capacity -> Double.isFinite(capacity.bound()))
                .map(c -> new Series.Point(c.dimension(), c.bound()))
                .distinct()
                .toList()));
    return new Chart(
        "Capacity against dimension",
        "the largest number tried at which enough queries succeed, " + settings(),
        Axis.linear("dimension d"),
        Axis.logarithmic("stored patterns"),
        series);
  }

  /** Whether there are random patterns of more than one dimension to draw. */
  public boolean hasDimensions() {
    return patterns().stream().filter(name -> name.startsWith(SPHERE)).count() > 1;
  }

  private String settings() {
    return "beta %s, steps: %s, seeds: %s"
        .formatted(
            result.settings().get("beta"),
            result.settings().get("steps"),
            result.settings().get("seeds"));
  }

  private List<String> models(String patterns) {
    return rows(patterns).stream().map(Row::model).distinct().toList();
  }

  private List<Row> rows(String patterns) {
    return result.rows().stream().filter(row -> row.patterns().equals(patterns)).toList();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
