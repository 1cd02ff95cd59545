package org.outeffhop.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;

/**
 * Outliers relative to vanilla, averaged over models as in the paper's abstract.
 *
 * <p>For a seed s the change is 100 (mean_m x_m(s) / v_m(s) - 1) percent, where m runs over the
 * models, x is the method's measure and v vanilla's; shown are its mean and deviation over seeds.
 */
public final class AverageChange {
  private final Map<String, ComparisonRow> rows = new HashMap<>();
  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> methods = new LinkedHashSet<>();
  private final Set<Long> seeds = new TreeSet<>();

  private AverageChange(ComparisonResult result) {
    for (ComparisonRow row : result.rows()) {
      rows.put(key(row.model(), row.attention(), row.seed()), row);
      models.add(row.model());
      methods.add(row.attention());
      seeds.add(row.seed());
    }
    methods.remove(ComparisonTable.VANILLA);
  }

  /**
   * A line a method. The table is empty for a single model and without vanilla: there is nothing to
   * average.
   */
  public static TextTable of(ComparisonResult result) {
    return new AverageChange(result).table();
  }

  private TextTable table() {
    List<List<String>> lines = new ArrayList<>();
    for (String method : methods) {
      List<Long> common = seeds.stream().filter(seed -> isComplete(method, seed)).toList();
      if (models.size() > 1 && !common.isEmpty()) {
        List<String> line = new ArrayList<>(List.of(method));
        ComparisonTable.OUTLIER_MEASURES.forEach(
            measure -> line.add(Spread.percent(common, seed -> change(method, seed, measure))));
        lines.add(line);
      }
    }
    List<String> header = new ArrayList<>(List.of("attention"));
    header.addAll(ComparisonTable.OUTLIERS);
    return new TextTable(header, lines);
  }

  private boolean isComplete(String method, long seed) {
    return models.stream()
        .allMatch(
            model ->
                rows.containsKey(key(model, method, seed))
                    && rows.containsKey(key(model, ComparisonTable.VANILLA, seed)));
  }

  private double change(String method, long seed, ToDoubleFunction<ComparisonRow> measure) {
    return models.stream()
        .collect(
            Collectors.averagingDouble(
                model ->
                    measure.applyAsDouble(rows.get(key(model, method, seed)))
                            / measure.applyAsDouble(
                                rows.get(key(model, ComparisonTable.VANILLA, seed)))
                        - 1));
  }

  private static String key(String model, String attention, long seed) {
    return model + "/" + attention + "/" + seed;
  }
}
