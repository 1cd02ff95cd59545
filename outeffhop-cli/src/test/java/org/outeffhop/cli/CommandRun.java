package org.outeffhop.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** Runs the command within a test, and holds every table that it prints to 80 columns. */
final class CommandRun {
  private static final int COLUMNS = 80;

  private CommandRun() {}

  /** What came of it. */
  record Outcome(int code, String out, String err) {}

  static Outcome of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        OutEffHop.commandLine(Map.of()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = OutEffHop.run(command, args);
    requireNarrowTables(out.toString());
    return new Outcome(code, out.toString(), err.toString());
  }

  /** The lines from one of dashes alone, below a table's header, to an empty one. */
  private static void requireNarrowTables(String out) {
    boolean inside = false;
    for (String line : out.lines().toList()) {
      inside = line.isEmpty() ? false : inside || line.matches("-[- ]*-");
      if (inside && line.length() > COLUMNS) {
        throw new AssertionError(
            "a line of a table has %d columns: %s".formatted(line.length(), line));
      }
    }
  }
}
