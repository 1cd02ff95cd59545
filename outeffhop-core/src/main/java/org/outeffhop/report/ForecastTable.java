package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;

/** What a comparison of forecasts measured besides {@link ComparisonTable}. */
public final class ForecastTable {
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();
  private static final int DECIMALS = 3;

  static {
    COLUMNS.put("mae", "MAE");
    COLUMNS.put("mae_w8a8", "MAE W8A8");
    COLUMNS.put("validation_mse", "validation MSE");
    COLUMNS.put("best_epoch", "best epoch");
    COLUMNS.put("memory_mse", "MSE memory");
    COLUMNS.put("memory_share", "share");
    COLUMNS.put("memory_beta", "beta");
  }

  private ForecastTable() {}

  /** Further errors by method, and the epoch whose weights were measured. */
  public static TextTable errors(ComparisonResult result) {
    List<String> header = new ArrayList<>(List.of("attention"));
    List<String> names = measured(result);
    names.forEach(name -> header.add(COLUMNS.get(name)));
    List<List<String>> lines = new ArrayList<>();
    result.rows().stream()
        .collect(
            Collectors.groupingBy(
                ComparisonRow::attention, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (method, runs) -> {
              List<String> line = new ArrayList<>(List.of(method));
              names.forEach(
                  name -> line.add(Spread.text(runs, row -> row.details().get(name), DECIMALS)));
              lines.add(line);
            });
    return new TextTable(header, lines);
  }

  private static List<String> measured(ComparisonResult result) {
    Map<String, Double> details = result.rows().get(0).details();
    return COLUMNS.keySet().stream()
        .filter(name -> details.containsKey(name) || !name.startsWith("memory"))
        .toList();
  }

  /** What a forecast must beat. */
  public static String naive(ComparisonResult result) {
    Map<String, Double> details = result.rows().get(0).details();
    return String.format(
        Locale.ROOT,
        "The last value, repeated: MSE %.3f, MAE %.3f.",
        details.get("naive_mse"),
        details.get("naive_mae"));
  }
}
