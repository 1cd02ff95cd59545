package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.PlantedUse;

/** What heads and classifiers do with planted outliers, by model and method, means over seeds. */
public final class PlantedTable {
  private static final List<String> COLUMNS =
      List.of(PlantedUse.SHARE, PlantedUse.WEIGHT, PlantedUse.CAUGHT, PlantedUse.LOST);

  private PlantedTable() {}

  /** The table; without rows where nothing was planted. */
  public static TextTable of(ComparisonResult result) {
    List<List<String>> lines = new ArrayList<>();
    for (List<ComparisonRow> group : ComparisonTable.groups(result).values()) {
      if (group.stream().allMatch(row -> row.details().containsKey(PlantedUse.SHARE))) {
        List<String> line =
            new ArrayList<>(List.of(group.get(0).model(), group.get(0).attention()));
        COLUMNS.forEach(name -> line.add(percent(group, name)));
        lines.add(line);
      }
    }
    return new TextTable(
        List.of(
            "model",
            "attention",
            "of the keys",
            "of the weight",
            "called no-ops",
            "others called so"),
        lines);
  }

  private static String percent(List<ComparisonRow> rows, String name) {
    return rows.stream().allMatch(row -> row.details().containsKey(name))
        ? String.format(
            Locale.ROOT, "%.1f%%", 100 * Spread.mean(rows, row -> row.details().get(name)))
        : "-";
  }
}
