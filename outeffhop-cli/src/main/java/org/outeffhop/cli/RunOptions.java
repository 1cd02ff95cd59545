package org.outeffhop.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.run.Execution;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How and where the runs of a comparison are made. */
final class RunOptions {
  @Option(names = "--seeds", description = "How many seeds; they are 0, 1, ..")
  private Integer seeds;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description =
          "cpu, cuda or cuda:N; a GPU needs a build with -Pgpu (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--parallel",
      description =
          "Runs at a time, each with its share of the cores (default: as many as cores on the CPU, 1 on a GPU; models "
              + "with dropout always 1).")
  private Integer parallel;

  @Option(
      names = "--bf16",
      description =
          "Multiply in bfloat16 in linear layers while training; attention, norms and all measuring stay in float32.")
  private boolean bfloat16;

  @Mixin private CheckpointOptions checkpoints;

  @Option(names = "--out", description = "Folder of the results (default: runs/COMMAND-PRESET).")
  private Path out;

  @Option(names = "--json", description = "Print the result as JSON instead of tables.")
  private boolean json;

  /** The preset's settings, run as was given. */
  ComparisonSettings apply(ComparisonSettings preset) {
    int cores = "cpu".equals(device) ? Runtime.getRuntime().availableProcessors() : 1;
    ComparisonSettings chosen =
        preset.withExecution(
            new Execution(
                device, bfloat16, parallel == null ? cores : parallel, checkpoints.policy()));
    return seeds == null ? chosen : chosen.withSeeds(seeds);
  }

  Path folder(String name) {
    return out == null ? Path.of("runs", name) : out;
  }

  /** Prints the result as JSON or by {@code tables}, and then where it lies. */
  void publish(PrintWriter terminal, Object result, Path folder, Runnable tables) {
    if (json) {
      ExperimentOutput.printJson(terminal, result);
      return;
    }
    tables.run();
    terminal.println("Results: " + folder.resolve("result.json"));
    terminal.println("Report: " + folder.resolve(ReportFile.NAME));
    terminal.flush();
  }
}
