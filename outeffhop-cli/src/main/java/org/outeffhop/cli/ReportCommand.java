package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.files.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code outeffhop report}: one HTML page of runs, of one comparison or of several. */
@Command(
    name = "report",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes one HTML page about finished runs.",
      "It has tables, outliers by layer and module, training curves, and the commands to reproduce "
          + "the runs. The page is self-contained and works offline.",
      "Runs that differ in more than attention and seed are shown side by side and not averaged."
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description =
          "Folders of runs of 'compare' or 'forecast', or of whole comparisons (all of their finished "
              + "runs).")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = ReportFile.NAME,
      description =
          "File for the page; an existing one is replaced, and a pipe or /dev/stdout written into "
              + "(default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (Files.isDirectory(out)) {
      throw new IllegalArgumentException(
          "--out is the folder "
              + out
              + "; it must be a file, such as "
              + out.resolve(ReportFile.NAME));
    }
    ReportFile.ofRuns(out, runs);
    if (!AtomicFile.isStream(out)) {
      PrintWriter terminal = spec.commandLine().getOut();
      terminal.println(Failures.oneLine("Report: " + out));
      terminal.flush();
    }
    return 0;
  }
}
