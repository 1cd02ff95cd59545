package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;

/**
 * The paper's first table: mean and standard deviation over seeds, and the change against vanilla
 * in percent.
 *
 * <p>The deviation is the sample's (n - 1); with one seed there is none.
 */
public final class ComparisonTable {
  private static final List<String> HEADER =
      List.of(
          "model",
          "attention",
          "average kurtosis",
          "maximum inf. norm",
          "perplexity",
          "perplexity W8A8");
  private static final List<ToDoubleFunction<ComparisonRow>> MEASURES =
      List.of(
          ComparisonRow::averageKurtosis,
          ComparisonRow::maximumInfinityNorm,
          ComparisonRow::perplexity,
          ComparisonRow::perplexityW8a8);

  private static final int OUTLIER_MEASURES = 2;

  private ComparisonTable() {}

  /** Measures by model and method. */
  public static TextTable measures(ComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    groups(result)
        .forEach(
            (key, group) ->
                rows.add(line(group, MEASURES.stream().map(m -> spread(group, m)).toList())));
    return new TextTable(HEADER, rows);
  }

  /**
   * The change of every method's mean against vanilla's, for the models that vanilla was run for.
   */
  public static TextTable changes(ComparisonResult result) {
    Map<String, List<ComparisonRow>> groups = groups(result);
    List<List<String>> rows = new ArrayList<>();
    for (List<ComparisonRow> group : groups.values()) {
      List<ComparisonRow> vanilla = groups.get(key(group.get(0).model(), "vanilla"));
      if (vanilla != null && vanilla != group) {
        rows.add(
            line(
                group,
                MEASURES.stream().map(m -> change(mean(group, m), mean(vanilla, m))).toList()));
      }
    }
    return new TextTable(HEADER, rows);
  }

  /** One sentence for every method that does not lower a measure of outliers. */
  public static List<String> findings(ComparisonResult result) {
    Map<String, List<ComparisonRow>> groups = groups(result);
    List<String> findings = new ArrayList<>();
    for (List<ComparisonRow> group : groups.values()) {
      List<ComparisonRow> vanilla = groups.get(key(group.get(0).model(), "vanilla"));
      if (vanilla == null || vanilla == group) {
        continue;
      }
      List<String> notLower =
          IntStream.range(0, OUTLIER_MEASURES)
              .filter(i -> mean(group, MEASURES.get(i)) >= mean(vanilla, MEASURES.get(i)))
              .mapToObj(i -> HEADER.get(i + 2))
              .toList();
      if (!notLower.isEmpty()) {
        findings.add(
            "%s: %s does not lower %s."
                .formatted(
                    group.get(0).model(),
                    group.get(0).attention(),
                    String.join(" and ", notLower)));
      }
    }
    return findings;
  }

  private static List<String> line(List<ComparisonRow> group, List<String> cells) {
    List<String> line = new ArrayList<>(List.of(group.get(0).model(), group.get(0).attention()));
    line.addAll(cells);
    return line;
  }

  private static Map<String, List<ComparisonRow>> groups(ComparisonResult result) {
    return result.rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> key(row.model(), row.attention()), LinkedHashMap::new, Collectors.toList()));
  }

  private static String key(String model, String attention) {
    return model + "/" + attention;
  }

  private static String spread(List<ComparisonRow> group, ToDoubleFunction<ComparisonRow> measure) {
    double mean = mean(group, measure);
    if (group.size() == 1) {
      return number(mean);
    }
    double squares = group.stream().mapToDouble(measure).map(x -> (x - mean) * (x - mean)).sum();
    return number(mean) + " ±" + number(Math.sqrt(squares / (group.size() - 1)));
  }

  private static double mean(List<ComparisonRow> group, ToDoubleFunction<ComparisonRow> measure) {
    return group.stream().mapToDouble(measure).average().orElseThrow();
  }

  private static String change(double value, double reference) {
    return String.format(Locale.ROOT, "%+.1f%%", 100 * (value / reference - 1));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.2f", value);
  }
}
