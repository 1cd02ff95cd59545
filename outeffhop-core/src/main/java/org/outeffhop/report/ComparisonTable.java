package org.outeffhop.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/**
 * The paper's first table: mean and standard deviation over seeds, and the change against vanilla
 * in percent.
 *
 * <p>The deviation is the sample's (n - 1); with one seed there is none.
 */
public final class ComparisonTable {
  static final String VANILLA = "vanilla";
  static final List<String> OUTLIERS = List.of("average kurtosis", "maximum inf. norm");
  static final List<ToDoubleFunction<ComparisonRow>> OUTLIER_MEASURES =
      List.of(ComparisonRow::averageKurtosis, ComparisonRow::maximumInfinityNorm);
  private static final List<ToDoubleFunction<ComparisonRow>> QUALITIES =
      List.of(ComparisonRow::quality, ComparisonRow::qualityW8a8);
  private static final int DECIMALS = 2;

  private ComparisonTable() {}

  /** Measures by model and method. */
  public static TextTable measures(ComparisonResult result) {
    List<List<String>> lines = new ArrayList<>();
    for (List<ComparisonRow> group : groups(result).values()) {
      List<String> line = names(group);
      OUTLIER_MEASURES.forEach(measure -> line.add(Spread.text(group, measure, DECIMALS)));
      int decimals = group.get(0).measure().decimals();
      QUALITIES.forEach(measure -> line.add(Spread.text(group, measure, decimals)));
      lines.add(line);
    }
    return new TextTable(header(result), lines);
  }

  /** Measures by model and method, each with its change against vanilla beside it. */
  public static TextTable withChanges(ComparisonResult result) {
    Map<String, List<ComparisonRow>> groups = groups(result);
    List<List<String>> lines = new ArrayList<>();
    for (List<ComparisonRow> group : groups.values()) {
      List<ComparisonRow> vanilla = groups.get(key(group.get(0).model(), VANILLA));
      List<String> line = names(group);
      line.add(String.valueOf(group.size()));
      List<ToDoubleFunction<ComparisonRow>> measures = new ArrayList<>(OUTLIER_MEASURES);
      measures.addAll(QUALITIES);
      for (ToDoubleFunction<ComparisonRow> measure : measures) {
        int decimals = QUALITIES.contains(measure) ? group.get(0).measure().decimals() : DECIMALS;
        line.add(Spread.text(group, measure, decimals));
        boolean none = vanilla == null || vanilla == group;
        line.add(none ? "" : Spread.change(group, vanilla, measure));
      }
      lines.add(line);
    }
    List<String> header = new ArrayList<>(List.of("model", "attention", "runs"));
    for (String measure : header(result).subList(2, 6)) {
      header.addAll(List.of(measure, "change"));
    }
    return new TextTable(header, lines);
  }

  /**
   * The change of every method's mean against vanilla's, for the models that vanilla was run for.
   */
  public static TextTable changes(ComparisonResult result) {
    List<List<String>> lines = new ArrayList<>();
    forEachAgainstVanilla(
        result,
        (group, vanilla) -> {
          List<String> line = names(group);
          OUTLIER_MEASURES.forEach(measure -> line.add(Spread.change(group, vanilla, measure)));
          QUALITIES.forEach(measure -> line.add(Spread.change(group, vanilla, measure)));
          lines.add(line);
        });
    return new TextTable(header(result), lines);
  }

  /** What the quality of each model is, in a line; empty where the table's header says it. */
  public static String legend(ComparisonResult result) {
    if (measuresOf(result).size() == 1) {
      return "";
    }
    return Arrays.stream(QualityMeasure.values())
        .filter(measuresOf(result)::contains)
        .map(measure -> measure + " (" + String.join(", ", models(result, measure)) + ")")
        .collect(Collectors.joining(", ", "Quality: ", ""));
  }

  /** One sentence for every method that does not lower a measure of outliers. */
  public static List<String> findings(ComparisonResult result) {
    List<String> findings = new ArrayList<>();
    forEachAgainstVanilla(
        result,
        (group, vanilla) -> {
          List<String> notLower =
              IntStream.range(0, OUTLIERS.size())
                  .filter(i -> !isLower(group, vanilla, OUTLIER_MEASURES.get(i)))
                  .mapToObj(OUTLIERS::get)
                  .toList();
          if (!notLower.isEmpty()) {
            findings.add(
                "%s: %s does not lower %s."
                    .formatted(
                        group.get(0).model(),
                        group.get(0).attention(),
                        String.join(" and ", notLower)));
          }
        });
    return findings;
  }

  private static boolean isLower(
      List<ComparisonRow> group,
      List<ComparisonRow> vanilla,
      ToDoubleFunction<ComparisonRow> measure) {
    return Spread.mean(group, measure) < Spread.mean(vanilla, measure);
  }

  private interface AgainstVanilla {
    void accept(List<ComparisonRow> group, List<ComparisonRow> vanilla);
  }

  private static void forEachAgainstVanilla(ComparisonResult result, AgainstVanilla action) {
    Map<String, List<ComparisonRow>> groups = groups(result);
    for (List<ComparisonRow> group : groups.values()) {
      List<ComparisonRow> vanilla = groups.get(key(group.get(0).model(), VANILLA));
      if (vanilla != null && vanilla != group) {
        action.accept(group, vanilla);
      }
    }
  }

  private static List<String> header(ComparisonResult result) {
    Set<QualityMeasure> measures = measuresOf(result);
    String quality = measures.size() == 1 ? measures.iterator().next().toString() : "quality";
    List<String> header = new ArrayList<>(List.of("model", "attention"));
    header.addAll(OUTLIERS);
    header.add(quality);
    header.add(quality + " W8A8");
    return header;
  }

  private static Set<QualityMeasure> measuresOf(ComparisonResult result) {
    return result.rows().stream()
        .map(ComparisonRow::measure)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> models(ComparisonResult result, QualityMeasure measure) {
    return result.rows().stream()
        .filter(row -> row.measure() == measure)
        .map(ComparisonRow::model)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<String> names(List<ComparisonRow> group) {
    return new ArrayList<>(List.of(group.get(0).model(), group.get(0).attention()));
  }

  static Map<String, List<ComparisonRow>> groups(ComparisonResult result) {
    return result.rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> key(row.model(), row.attention()), LinkedHashMap::new, Collectors.toList()));
  }

  private static String key(String model, String attention) {
    return model + "/" + attention;
  }
}
