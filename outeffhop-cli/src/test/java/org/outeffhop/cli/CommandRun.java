package org.outeffhop.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** Runs the command within a test. */
final class CommandRun {
  private CommandRun() {}

  /** What came of it. */
  record Outcome(int code, String out, String err) {}

  static Outcome of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        OutEffHop.commandLine(Map.of()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Outcome(OutEffHop.run(command, args), out.toString(), err.toString());
  }
}
