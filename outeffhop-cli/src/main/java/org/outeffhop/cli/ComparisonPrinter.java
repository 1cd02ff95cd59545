package org.outeffhop.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.report.ChangeTable;
import org.outeffhop.report.ComparisonTable;
import org.outeffhop.report.EntropyTable;
import org.outeffhop.report.PlantedTable;
import org.outeffhop.report.SinkTable;
import org.outeffhop.report.TextTable;

/** A comparison on the terminal: what was run, the paper's table, the change against vanilla. */
final class ComparisonPrinter {
  private static final int WIDTH = 80;

  private ComparisonPrinter() {}

  static void print(PrintWriter terminal, Comparison comparison, ComparisonResult result) {
    comparison.summaries().forEach(line -> terminal.println(Failures.oneLine(line)));
    long seeds = result.rows().stream().map(ComparisonRow::seed).distinct().count();
    terminal.printf(Locale.ROOT, "seeds: %d%n%n", seeds);
    terminal.println(ComparisonTable.measures(result).fit(WIDTH));
    String legend = ComparisonTable.legend(result);
    if (!legend.isEmpty()) {
      terminal.println(legend + "\n");
    }
    section(terminal, "Quality in fewer bits:", ComparisonTable.fewerBits(result));
    section(
        terminal,
        ComparisonTable.BESIDE_THE_AUTHORS + ":",
        ComparisonTable.besideTheAuthors(result));
    section(terminal, "Loss above the text's entropy, nats a token:", EntropyTable.of(result));
    section(
        terminal,
        "Planted outliers, and keys that a classifier calls no-ops (over heads and queries):",
        PlantedTable.of(result));
    section(
        terminal,
        "What heads do, and where outliers are (means over seeds, on a few batches):",
        SinkTable.of(result));
    ChangeTable.byMeasure(result).forEach((title, table) -> section(terminal, title + ":", table));
    ChangeTable.notes(result).forEach(line -> terminal.println(Failures.oneLine(line)));
    if (Preset.DEFAULT.toString().equals(result.settings().get("preset"))) {
      terminal.println(
          "Text on which heads need a no-op, with 8 seeds: compare --preset " + Preset.MECHANISM);
    }
  }

  private static void section(PrintWriter terminal, String title, TextTable table) {
    if (!table.rows().isEmpty()) {
      terminal.println(title);
      terminal.println(table.fit(WIDTH));
    }
  }
}
