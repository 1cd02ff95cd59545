package org.outeffhop.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;

/** What a comparison of forecasts measured besides {@link ComparisonTable}. */
public final class ForecastTable {
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  /** What a run chose on the validation part. A mean over seeds would be something no run has. */
  private static final Set<String> CHOICES = Set.of("best_epoch", "memory_share", "memory_beta");

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

  /**
   * Further errors by method, mean and deviation over seeds, and what every seed's run chose: the
   * epoch whose weights were measured, and the external memory.
   */
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
              names.forEach(name -> line.add(cell(runs, name)));
              lines.add(line);
            });
    return new TextTable(header, lines);
  }

  private static String cell(List<ComparisonRow> runs, String name) {
    if (!CHOICES.contains(name)) {
      return Spread.text(runs, row -> row.details().get(name), DECIMALS);
    }
    DecimalFormat choice =
        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return runs.stream()
        .map(row -> choice.format(row.details().get(name)))
        .collect(Collectors.joining(", "));
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
        "Baseline that repeats the last value: MSE %.3f, MAE %.3f.",
        details.get("naive_mse"),
        details.get("naive_mae"));
  }
}
