package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.experiment.theory.NoOpAblation;
import org.outeffhop.experiment.theory.NoOpSettings;
import org.outeffhop.experiment.theory.OutlierKind;
import org.outeffhop.report.NoOpReport;
import org.outeffhop.report.html.MemoryPages;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop memory no-op}: what detecting outliers catches, loses, costs and brings. */
@Command(
    name = "no-op",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Plants outliers in a memory and measures each way to detect them.",
      "Outliers are patterns that no query should retrieve. For each method the command measures "
          + "how many outliers it catches, how many good patterns it discards, how long it takes, and "
          + "the retrieval error that remains.",
      "'once' classifies patterns when they are stored, by a sample of queries; 'per query' "
          + "classifies anew for each query. The references are 'dense', softmax over all patterns, and "
          + "'known outliers', which excludes exactly the planted ones."
    })
final class NoOpCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private MemoryCommand memory;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentOutput output;

  @Option(
      names = "--outliers",
      split = ",",
      defaultValue = "large-norm,off-manifold",
      description =
          "Kinds of outliers: large-norm (1.5 to 6.5 times the usual norm, in any direction) and "
              + "off-manifold (a good pattern plus an equally long part outside the queries' subspace) "
              + "(default: ${DEFAULT-VALUE}).")
  private List<String> kinds;

  @Option(
      names = "--share",
      defaultValue = "0.1",
      description = "Fraction of the patterns that are outliers (default: ${DEFAULT-VALUE}).")
  private double share;

  @Option(
      names = "--misclassified",
      split = ",",
      paramLabel = "SHARE",
      defaultValue = "0.01,0.1",
      description =
          "Also measure the known marks made wrong: this share of the outliers is left in and the "
              + "same share of the other patterns left out (default: ${DEFAULT-VALUE}).")
  private List<Double> misclassified;

  @Option(
      names = "--patterns",
      defaultValue = "1000",
      description = "Number of patterns, outliers included (default: ${DEFAULT-VALUE}).")
  private int patterns;

  @Option(names = "--dimension", defaultValue = "64", description = OptionText.PATTERN_DIMENSION)
  private int dimension;

  @Option(names = "--seed", defaultValue = "1", description = OptionText.PATTERN_SEED)
  private long seed;

  @Override
  public Integer call() throws IOException {
    NoOpSettings settings = settings();
    RunDirectory folder = output.folder("memory-no-op");
    NoOpResult result;
    try (ConsoleProgress progress = memory.progress()) {
      result = new NoOpAblation(settings, progress).run();
    }
    NoOpReport report = new NoOpReport(result);
    List<String> charts = draw(report, folder);
    ReportFile.write(folder, MemoryPages.of(result), memory.provenance());
    output.publish(
        folder, result, spec.commandLine().getOut(), () -> print(result, report, folder, charts));
    return 0;
  }

  private NoOpSettings settings() {
    try {
      return new NoOpSettings(
          kinds.stream().map(OutlierKind::of).toList(),
          patterns,
          dimension,
          share,
          misclassified,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static List<String> draw(NoOpReport report, RunDirectory folder) throws IOException {
    List<String> charts = new ArrayList<>();
    for (String kind : report.outliers()) {
      String name = kind + ".svg";
      ExperimentOutput.write(folder, "trade-off-" + name, report.tradeOff(kind));
      ExperimentOutput.write(folder, "caught-" + name, report.caught(kind));
      ExperimentOutput.write(folder, "lost-" + name, report.lost(kind));
      charts.addAll(List.of("trade-off-" + name, "caught-" + name, "lost-" + name));
    }
    return charts;
  }

  private void print(
      NoOpResult result, NoOpReport report, RunDirectory folder, List<String> charts) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        Locale.ROOT,
        "%d patterns of dimension %d, %s of them outliers; each strategy at its best threshold%n",
        patterns,
        dimension,
        share);
    for (String kind : report.outliers()) {
      terminal.println("\nOutliers: " + kind);
      terminal.println(report.best(kind).fit(WIDTH));
      report.dearer(kind).forEach(line -> terminal.println(Failures.oneLine(line)));
    }
    terminal.printf(
        Locale.ROOT, "%n%.0f s; results: %s%n", result.seconds(), folder.file(RunDirectory.RESULT));
    terminal.println(Failures.oneLine("Charts: " + String.join(", ", charts)));
    terminal.flush();
  }
}
