package org.outeffhop.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.report.TextTable;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark starts}. */
@Command(
    name = "starts",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Starts processes that train a small network and counts how they end: normally after two "
          + "steps, or by SIGTERM at a random moment of training, handled by Java's default or by this "
          + "program's own handler.",
      "The exit code is 1 if a process ended with the wrong code, unless Java's default handler "
          + "ended it."
    })
final class BenchmarkStartsCommand implements Callable<Integer> {
  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--starts",
      defaultValue = "200",
      description = "Processes per way to end (default: ${DEFAULT-VALUE}).")
  private int starts;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Random seed for the moments at which processes are ended (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<StartStress.Row> rows;
    try (ConsoleProgress progress = benchmark.progress()) {
      rows = UsageErrors.of(spec, () -> new StartStress(starts, seed, progress)).run();
    }
    benchmark.report(
        "How processes that train end",
        List.of(new Block.Table("Ends of processes", table(rows))),
        rows);
    boolean right =
        rows.stream()
            .filter(row -> row.ending() != TrainingStart.Ending.JAVA)
            .allMatch(row -> row.crashes() == 0);
    return right ? 0 : OutEffHop.FAILED;
  }

  private static TextTable table(List<StartStress.Row> rows) {
    return new TextTable(
        List.of("end", "starts", "wrong ends", "exit codes"),
        rows.stream()
            .map(
                row ->
                    List.of(
                        row.ending().toString(),
                        String.valueOf(row.starts()),
                        String.valueOf(row.crashes()),
                        row.codes().toString()))
            .toList());
  }
}
