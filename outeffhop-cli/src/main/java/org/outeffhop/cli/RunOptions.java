package org.outeffhop.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.tensor.Machine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How and where the runs of a comparison are made. */
final class RunOptions {
  @Option(
      names = "--seeds",
      description = "Number of random seeds; they are 0, 1, .. (default: the preset's).")
  private Integer seeds;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description =
          "Device: cpu, cuda or cuda:N; a GPU needs a build with -Pgpu (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--parallel",
      description =
          "Number of runs trained at the same time, which share the cores (default: the number of "
              + "cores on the CPU, 1 on a GPU). Models with dropout are always trained one at a time.")
  private Integer parallel;

  @Option(
      names = "--bf16",
      description =
          "Use bfloat16 for the products of linear layers in training; attention, norms and all "
              + "evaluation stay in float32.")
  private boolean bfloat16;

  @Mixin private EvaluationOptions evaluation;
  @Mixin private CheckpointOptions checkpoints;

  @Option(names = "--out", description = "Folder for the results (default: runs/COMMAND-PRESET).")
  private Path out;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  /** The preset's settings, run as was given. */
  ComparisonSettings apply(ComparisonSettings preset) {
    int cores = "cpu".equals(device) ? Machine.cores() : 1;
    ComparisonSettings chosen =
        preset.withExecution(
            new Execution(
                device, bfloat16, parallel == null ? cores : parallel, checkpoints.policy()));
    return evaluation.apply(seeds == null ? chosen : chosen.withSeeds(seeds));
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
    terminal.println(Failures.oneLine("Results: " + folder.resolve("result.json")));
    terminal.println(Failures.oneLine("Report: " + folder.resolve(ReportFile.NAME)));
    terminal.flush();
  }
}
