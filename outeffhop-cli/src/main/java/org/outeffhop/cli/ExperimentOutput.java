package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.report.Chart;
import org.outeffhop.report.SvgChart;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Option;

/** Where an experiment's results go: a folder, and the terminal as a table or as JSON. */
final class ExperimentOutput {
  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder for the results, which must not hold any yet (default: runs/NAME, with a number "
              + "appended if it exists).")
  private Path out;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  /** Refuses a chosen folder that holds other results; nothing is made yet. */
  void requireFree() {
    if (out != null) {
      RunDirectory.requireIncomplete(out);
    }
  }

  /** The chosen folder, or the first one of the name that holds no result. */
  RunDirectory folder(String name) {
    if (out != null) {
      return RunDirectory.create(out);
    }
    Path folder = Path.of("runs", name);
    for (int number = 2; Files.exists(folder); number++) {
      folder = Path.of("runs", name + "-" + number);
    }
    return RunDirectory.create(folder);
  }

  boolean json() {
    return json;
  }

  /** Draws a chart into the folder. */
  static void write(RunDirectory folder, String name, Chart chart) throws IOException {
    byte[] svg = SvgChart.of(chart).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.file(name), file -> file.write(svg));
  }

  /** Writes {@code result.json}, last of all files. */
  static void finish(RunDirectory folder, Object result) {
    folder.writeJson(RunDirectory.RESULT, ResultJson.tree(result));
  }

  /** Writes the result, last of all files, and prints it as JSON or by {@code tables}. */
  void publish(RunDirectory folder, Object result, PrintWriter terminal, Runnable tables) {
    finish(folder, result);
    if (json) {
      printJson(terminal, result);
    } else {
      tables.run();
    }
  }

  static void printJson(PrintWriter terminal, Object result) {
    terminal.println(ResultJson.text(result));
    terminal.flush();
  }
}
