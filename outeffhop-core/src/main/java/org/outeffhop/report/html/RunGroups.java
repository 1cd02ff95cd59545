package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.report.TextTable;

/**
 * Runs by what can be compared: those of a group differ in attention and seed alone. Groups of one
 * model have a number behind its name.
 */
final class RunGroups {
  private static final String MODEL = "model";
  private static final Set<String> VARIED = Set.of("attention", "seed");

  private final Map<String, List<RunRecord>> groups = new LinkedHashMap<>();
  private final List<String> repeated = new ArrayList<>();

  RunGroups(List<RunRecord> runs) {
    Map<Map<String, Object>, List<RunRecord>> bySettings = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      bySettings.computeIfAbsent(shared(run), settings -> new ArrayList<>()).add(run);
    }
    Map<String, Integer> models = new HashMap<>();
    bySettings.keySet().forEach(key -> models.merge(model(key), 1, Integer::sum));
    Map<String, Integer> numbers = new HashMap<>();
    bySettings.forEach(
        (settings, group) -> {
          String model = model(settings);
          int number = numbers.merge(model, 1, Integer::sum);
          groups.put(models.get(model) == 1 ? model : model + " " + number, once(group));
        });
  }

  private static Map<String, Object> shared(RunRecord run) {
    Map<String, Object> settings = new LinkedHashMap<>(run.settings());
    settings.keySet().removeAll(VARIED);
    return settings;
  }

  private static String model(Map<String, Object> settings) {
    return String.valueOf(settings.get(MODEL));
  }

  private List<RunRecord> once(List<RunRecord> group) {
    Set<String> seen = new HashSet<>();
    List<RunRecord> first = new ArrayList<>();
    for (RunRecord run : group) {
      if (seen.add(run.row().attention() + "/" + run.row().seed())) {
        first.add(run);
      } else {
        repeated.add(run.folder() + " has the same settings as a run above and is left out.");
      }
    }
    return first;
  }

  /** The runs by group, in the order in which they were given. */
  Map<String, List<RunRecord>> byGroup() {
    return groups;
  }

  /** What was left out, in sentences. */
  List<String> repeated() {
    return repeated;
  }

  /** All rows, under the names of their groups. */
  ComparisonResult result() {
    List<ComparisonRow> rows = new ArrayList<>();
    groups.forEach((group, runs) -> runs.forEach(run -> rows.add(run.row().named(group))));
    return new ComparisonResult(rows, Map.of());
  }

  /** A row for each setting, a column for each group. */
  TextTable settings() {
    Set<String> names = new LinkedHashSet<>();
    List<Map<String, Object>> all = new ArrayList<>();
    groups.values().forEach(runs -> all.add(shared(runs.get(0))));
    all.forEach(settings -> names.addAll(settings.keySet()));
    List<List<String>> lines = new ArrayList<>();
    for (String name : names) {
      List<String> line = new ArrayList<>(List.of(name));
      all.forEach(settings -> line.add(Objects.toString(settings.get(name), "")));
      lines.add(line);
    }
    List<String> header = new ArrayList<>(List.of("setting"));
    header.addAll(groups.keySet());
    return new TextTable(header, lines);
  }
}
