package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
  private static final int DECIMALS = 2;

  private ComparisonTable() {}

  /** Measures by model and method. */
  public static TextTable measures(ComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    groups(result)
        .forEach(
            (key, group) ->
                rows.add(
                    line(
                        group,
                        MEASURES.stream().map(m -> Spread.text(group, m, DECIMALS)).toList())));
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
            line(group, MEASURES.stream().map(m -> Spread.change(group, vanilla, m)).toList()));
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
              .filter(
                  i -> Spread.mean(group, MEASURES.get(i)) >= Spread.mean(vanilla, MEASURES.get(i)))
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
}
