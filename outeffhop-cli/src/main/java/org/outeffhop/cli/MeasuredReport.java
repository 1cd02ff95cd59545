package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.report.html.Block;
import org.outeffhop.report.html.Page;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What a command measured: on the terminal, and where that is asked for as a page. */
final class MeasuredReport {
  private static final int WIDTH = 80;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Also write the result as an HTML page.")
  private Path file;

  /** Prints tables and sentences of a page that has no charts, one under the other. */
  static void print(PrintWriter terminal, Page page) {
    for (Page.Section section : page.sections()) {
      for (Block block : section.blocks()) {
        if (block instanceof Block.Table table) {
          terminal.println(table.cells().fit(WIDTH));
        } else if (block instanceof Block.Text text) {
          text.lines().forEach(line -> terminal.println(Failures.oneLine(line)));
        }
      }
    }
    terminal.flush();
  }

  /** Writes the page where it is asked for, with how to run it again. */
  void write(Page page, Provenance provenance) throws IOException {
    if (file != null) {
      ReportFile.write(file, page.from(provenance.origin()));
    }
  }

  /** Says where the page lies, if it is asked for. */
  void tell(PrintWriter terminal) {
    if (file != null) {
      terminal.println(Failures.oneLine("Report: " + file));
    }
    terminal.flush();
  }
}
