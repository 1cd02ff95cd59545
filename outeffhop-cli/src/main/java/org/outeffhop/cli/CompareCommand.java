package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Execution;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.report.ComparisonTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outeffhop compare}: pretrain with every attention method, measure outliers and W8A8, print
 * the table.
 */
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Pretrains BERT and OPT with several attention methods on the same text with the same seeds, and prints what "
          + "that does to outliers and to 8-bit quality.",
      "An interrupted comparison goes on where it stopped when the same command is given again: finished runs are kept."
    })
final class CompareCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      description =
          "smoke, default, small, paper-bert-base or paper-opt-125m (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Mixin private ComparisonOptions comparison;

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

  @Option(
      names = "--data",
      split = ",",
      description =
          "Text files or folders (.txt, .jsonl); default: WordNet's glosses and examples, built in.")
  private List<Path> data = List.of();

  @Option(names = "--out", description = "Folder of the results (default: runs/compare-PRESET).")
  private Path out;

  @Option(
      names = "--cache",
      defaultValue = "runs/cache",
      description = "Folder of encoded text, shared by comparisons (default: ${DEFAULT-VALUE}).")
  private Path cache;

  @Override
  public Integer call() throws IOException {
    ComparisonSettings settings = settings();
    TextCorpus corpus = data.isEmpty() ? TextCorpus.builtin() : TextCorpus.of(data);
    Path folder = out == null ? Path.of("runs", "compare-" + preset) : out;
    ComparisonResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result =
          new Comparison(settings, outeffhop.provenance(), corpus, folder, cache, progress).run();
    }
    print(result, settings, folder);
    return 0;
  }

  private ComparisonSettings settings() {
    try {
      ComparisonSettings chosen =
          comparison.apply(Preset.of(preset).settings().withExecution(execution()));
      return seeds == null ? chosen : chosen.withSeeds(seeds);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Execution execution() {
    int cores = "cpu".equals(device) ? Runtime.getRuntime().availableProcessors() : 1;
    return new Execution(device, bfloat16, parallel == null ? cores : parallel);
  }

  private void print(ComparisonResult result, ComparisonSettings settings, Path folder) {
    PrintWriter terminal = spec.commandLine().getOut();
    settings
        .recipes()
        .forEach((model, recipe) -> terminal.println(model + ": " + recipe.summary()));
    terminal.printf(
        "seeds: %d, data: %s%n%n",
        settings.seeds(), data.isEmpty() ? "WordNet glosses (built in)" : data);
    terminal.println(ComparisonTable.measures(result).fit(WIDTH));
    String changes = ComparisonTable.changes(result).fit(WIDTH);
    if (result.rows().stream().map(row -> row.attention()).distinct().count() > 1) {
      terminal.println("Change against vanilla:");
      terminal.println(changes);
    }
    ComparisonTable.findings(result).forEach(terminal::println);
    terminal.println("Results: " + folder.resolve("result.json"));
    terminal.flush();
  }
}
