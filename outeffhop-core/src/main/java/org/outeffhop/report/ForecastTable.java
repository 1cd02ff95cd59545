package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ForecastResult;
import org.outeffhop.experiment.result.ForecastResult.Row;

/** Forecasts by attention method: mean and standard deviation over seeds, and the change. */
public final class ForecastTable {
  private static final String VANILLA = "vanilla";
  private static final List<String> HEADER =
      List.of("attention", "average kurtosis", "maximum inf. norm", "MSE", "MAE", "MSE W8A8");
  private static final List<ToDoubleFunction<Row>> MEASURES =
      List.of(Row::averageKurtosis, Row::maximumInfinityNorm, Row::mse, Row::mae, Row::mseW8a8);
  private static final int DECIMALS = 3;

  private ForecastTable() {}

  /** Measures by method. */
  public static TextTable measures(ForecastResult result) {
    List<List<String>> lines = new ArrayList<>();
    groups(result)
        .forEach(
            (method, runs) ->
                lines.add(line(method, measure -> Spread.text(runs, measure, DECIMALS))));
    return new TextTable(HEADER, lines);
  }

  /** The change of every other method's mean against vanilla's; empty without vanilla. */
  public static TextTable changes(ForecastResult result) {
    Map<String, List<Row>> groups = groups(result);
    List<Row> vanilla = groups.remove(VANILLA);
    List<List<String>> lines = new ArrayList<>();
    if (vanilla != null) {
      groups.forEach(
          (method, runs) ->
              lines.add(line(method, measure -> Spread.change(runs, vanilla, measure))));
    }
    return new TextTable(HEADER, lines);
  }

  /** What a forecast must beat. */
  public static String naive(ForecastResult result) {
    return String.format(
        Locale.ROOT,
        "The last value, repeated: MSE %.3f, MAE %.3f.",
        result.naiveMse(),
        result.naiveMae());
  }

  private interface Cell {
    String of(ToDoubleFunction<Row> measure);
  }

  private static List<String> line(String method, Cell cell) {
    List<String> line = new ArrayList<>(List.of(method));
    MEASURES.forEach(measure -> line.add(cell.of(measure)));
    return line;
  }

  private static Map<String, List<Row>> groups(ForecastResult result) {
    return result.rows().stream()
        .collect(Collectors.groupingBy(Row::attention, LinkedHashMap::new, Collectors.toList()));
  }
}
