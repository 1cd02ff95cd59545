package org.outeffhop.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.benchmark.MemoryBenchmark;
import org.outeffhop.benchmark.MemoryRow;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark memory}. */
@Command(
    name = "memory",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Times one retrieval step from memories of several sizes on the CPU against two matrix "
          + "products over the patterns (the roofline), the formula written out operator by operator, "
          + "and exact search for the 10 nearest patterns.",
      "A ratio is the time of retrieval divided by the time in the column before it. Memory is the "
          + "growth of the process from before the patterns are stored until after a retrieval, without "
          + "the patterns themselves."
    })
final class BenchmarkMemoryCommand implements Callable<Integer> {
  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--patterns",
      split = ",",
      defaultValue = "100,1000,10000,100000,1000000",
      description = "Numbers of stored patterns (default: ${DEFAULT-VALUE}).")
  private List<Long> patterns;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "Queries per retrieval (default: ${DEFAULT-VALUE}).")
  private long queries;

  @Option(names = "--dimension", defaultValue = "128", description = OptionText.PATTERN_DIMENSION)
  private long dimension;

  @Option(names = "--rounds", defaultValue = "9", description = OptionText.ROUNDS)
  private int rounds;

  @Override
  public Integer call() throws IOException {
    if (!benchmark.device().equals("cpu")) {
      throw new ParameterException(
          spec.commandLine(),
          "--device is " + benchmark.device() + "; the memory runs on the CPU only");
    }
    List<MemoryRow> rows;
    try (ConsoleProgress progress = benchmark.progress()) {
      rows = prepared(progress).run();
    }
    benchmark.report(
        "Retrieval from memories of several sizes",
        List.of(
            new Block.Table(
                "Median milliseconds; a ratio is the time of retrieval over that in the column before it",
                MemoryRow.table(rows))),
        rows);
    return 0;
  }

  private MemoryBenchmark prepared(ConsoleProgress progress) {
    try {
      return new MemoryBenchmark(patterns, queries, dimension, rounds, progress);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
