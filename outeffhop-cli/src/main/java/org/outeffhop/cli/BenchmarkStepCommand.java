package org.outeffhop.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.benchmark.StepBenchmark;
import org.outeffhop.benchmark.StepRow;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark step}. */
@Command(
    name = "step",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Times a whole training step (forward, backward, gradient clipping, AdamW) with the preset's "
            + "attention methods against the sum of its matrix products alone.")
final class BenchmarkStepCommand implements Callable<Integer> {
  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "small",
      completionCandidates = Choices.Presets.class,
      description =
          "Preset whose models and training settings are used: ${COMPLETION-CANDIDATES} (default: "
              + "${DEFAULT-VALUE}).")
  private String preset;

  @Mixin private ComparisonOptions comparison;

  @Option(
      names = "--rounds",
      defaultValue = "6",
      description =
          "Timed rounds, in each of which every contender makes four steps (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws IOException {
    ComparisonSettings settings = settings();
    List<StepRow> rows;
    try (ConsoleProgress progress = benchmark.progress()) {
      rows =
          new StepBenchmark(
                  settings.recipes(), settings.methods(), benchmark.device(), rounds, progress)
              .run();
    }
    benchmark.report(
        "A training step against its matrix products",
        List.of(
            new Block.Text(
                rows.stream().map(row -> row.model() + ": " + row.recipe()).distinct().toList()),
            new Block.Table("Median milliseconds", StepRow.table(rows))),
        rows);
    return 0;
  }

  private ComparisonSettings settings() {
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is " + rounds + "; it must be at least 1");
    }
    try {
      return comparison.of(Preset.of(preset));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
