package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Origin;
import org.outeffhop.report.TextTable;
import org.outeffhop.report.html.Page.Section;

/** What was run and how to run it again. */
final class Origins {
  static final String TITLE = "What was run, and how to reproduce it";

  private Origins() {}

  /** The section about runs. */
  static Section section(List<RunRecord> runs, RunGroups groups) {
    List<Origin> origins = runs.stream().map(RunRecord::origin).distinct().toList();
    List<Block> blocks = new ArrayList<>();
    blocks.addAll(blocks(origins));
    blocks.add(new Block.Table("Settings", groups.settings()));
    blocks.add(new Block.Table("Runs", table(runs)));
    blocks.add(new Block.Text(groups.repeated()));
    return new Section(TITLE, blocks);
  }

  /** Commands, versions and machines; values that differ stand behind one another. */
  static List<Block> blocks(List<Origin> origins) {
    Set<String> commands = new LinkedHashSet<>();
    origins.forEach(origin -> commands.add(origin.command()));
    return List.of(
        new Block.Code(List.copyOf(commands)),
        new Block.Table("Versions", values(origins, Origin::versions)),
        new Block.Table("Machine", values(origins, Origin::machine)),
        new Block.Table("Environment", values(origins, Origin::environment)));
  }

  private static TextTable values(
      List<Origin> origins, Function<Origin, Map<String, String>> part) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Origin origin : origins) {
      part.apply(origin)
          .forEach(
              (name, value) ->
                  values.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(value));
    }
    return new TextTable(
        List.of("name", "value"),
        values.entrySet().stream()
            .map(entry -> List.of(entry.getKey(), String.join("; ", entry.getValue())))
            .toList());
  }

  private static TextTable table(List<RunRecord> runs) {
    List<List<String>> lines = new ArrayList<>();
    for (RunRecord run : runs) {
      lines.add(
          List.of(
              run.comparison(),
              run.row().model(),
              run.row().attention(),
              String.valueOf(run.row().seed()),
              String.format(Locale.ROOT, "%,d", run.row().steps()),
              String.format(Locale.ROOT, "%,d", run.row().parameters()),
              String.format(Locale.ROOT, "%.1f", run.row().seconds())));
    }
    return new TextTable(
        List.of("comparison", "model", "attention", "seed", "steps", "parameters", "seconds"),
        lines);
  }
}
