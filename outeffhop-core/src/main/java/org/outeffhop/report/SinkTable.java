package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.DiagnosisResult;

/** What heads do and whose outliers are, by model and method, in the mean over seeds. */
public final class SinkTable {
  private static final Set<String> OF_OUTLIERS =
      Set.of(DiagnosisResult.AT_SINKS, DiagnosisResult.KURTOSIS_AT_SINKS);
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(DiagnosisResult.SINK_RATE, "sink rate");
    COLUMNS.put(DiagnosisResult.FIRST_KEY_SINK_RATE, "to the first key");
    COLUMNS.put(DiagnosisResult.NO_OP_MASS, "no-op mass");
    COLUMNS.put(DiagnosisResult.SINK_TOKENS, "tokens that are sinks");
    COLUMNS.put(DiagnosisResult.AT_SINKS, "outliers there");
    COLUMNS.put(DiagnosisResult.KURTOSIS_AT_SINKS, "of their kurtosis");
  }

  private SinkTable() {}

  /** The table; without rows where no run has the numbers. */
  public static TextTable of(ComparisonResult result) {
    Map<List<String>, List<ComparisonRow>> groups =
        result.rows().stream()
            .filter(row -> row.details().containsKey(DiagnosisResult.SINK_RATE))
            .collect(
                Collectors.groupingBy(
                    row -> List.of(row.model(), row.attention()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<String> header = new ArrayList<>(List.of("model", "attention"));
    header.addAll(COLUMNS.values());
    header.add("whose outliers");
    List<List<String>> lines = new ArrayList<>();
    groups.forEach(
        (names, rows) -> {
          List<String> line = new ArrayList<>(names);
          COLUMNS.keySet().forEach(name -> line.add(percent(rows, name)));
          line.add(owners(rows));
          lines.add(line);
        });
    return new TextTable(header, lines);
  }

  /** A share; of outliers that there are not, none. */
  private static String percent(List<ComparisonRow> rows, String name) {
    if (OF_OUTLIERS.contains(name) && rows.stream().allMatch(SinkTable::hasNone)) {
      return "-";
    }
    if (!rows.stream().allMatch(row -> row.details().containsKey(name))) {
      return "-";
    }
    double mean = Spread.mean(rows, row -> row.details().get(name));
    return String.format(Locale.ROOT, "%.1f%%", Math.round(1000 * mean) / 10.0);
  }

  private static boolean hasNone(ComparisonRow row) {
    return DiagnosisResult.owner(row.details()).equals(Optional.of(DiagnosisResult.Owner.NONE));
  }

  /** Whose they are; with the number of runs where those differ. */
  private static String owners(List<ComparisonRow> rows) {
    Map<String, Long> owners =
        rows.stream()
            .map(row -> DiagnosisResult.owner(row.details()).map(Object::toString).orElse("-"))
            .collect(Collectors.groupingBy(x -> x, LinkedHashMap::new, Collectors.counting()));
    return owners.size() == 1
        ? owners.keySet().iterator().next()
        : owners.entrySet().stream()
            .map(owner -> owner.getKey() + " (" + owner.getValue() + ")")
            .collect(Collectors.joining(", "));
  }
}
