package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.retrieval.CapacityExperiment;
import org.outeffhop.experiment.retrieval.CapacityQuestion;
import org.outeffhop.experiment.retrieval.CapacitySettings;
import org.outeffhop.experiment.retrieval.Corruption;
import org.outeffhop.experiment.retrieval.PatternSource;
import org.outeffhop.report.CapacityReport;
import org.outeffhop.report.html.MemoryPages;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop memory capacity}: retrieval against the number of stored patterns. */
@Command(
    name = "capacity",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures how many patterns each memory can store.",
      "Patterns are random points on a sphere in several dimensions, and images. They have norm "
          + "sqrt(d - 1); the mean is subtracted from images first.",
      "A query is a stored pattern with noise or, for images, a pattern with one half hidden. It "
          + "succeeds if the retrieved state is close to its pattern and closer to it than to any other."
    })
final class CapacityCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private MemoryCommand memory;
  @Spec private CommandSpec spec;
  @Mixin private ProtocolOptions asked;
  @Mixin private ExperimentOutput output;

  @Option(
      names = "--dimension",
      split = ",",
      defaultValue = "8,12,16,20,24",
      description =
          "Dimensions of the random patterns; 0 = no random patterns (default: ${DEFAULT-VALUE}).")
  private List<Integer> dimensions;

  @Option(
      names = "--patterns",
      split = ",",
      defaultValue = "2,5,10,20,50,100,200,500,1000,2000,5000,10000,30000,100000",
      description = "Numbers of stored patterns (default: ${DEFAULT-VALUE}).")
  private List<Long> counts;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Images or other patterns to store as well: "
              + PatternArguments.FILES
              + "; 'none' for none of them (default: builtin).")
  private String data;

  @Option(
      names = "--noise",
      defaultValue = "0.3",
      description =
          "Noise in the queries of random patterns, relative to the pattern's norm (default: "
              + "${DEFAULT-VALUE}).")
  private double noise;

  @Option(
      names = "--hidden",
      defaultValue = "0.5",
      description = "Fraction of an image that its query hides (default: ${DEFAULT-VALUE}).")
  private double hidden;

  @Option(
      names = "--failure",
      defaultValue = "0.05",
      description =
          "Fraction of queries that may fail while the patterns still count as stored; also the p of "
              + "the theoretical bound (default: ${DEFAULT-VALUE}).")
  private double failure;

  @Override
  public Integer call() throws IOException {
    Engine.start();
    CapacitySettings settings = settings();
    RunDirectory folder = output.folder("memory-capacity");
    CapacityResult result;
    try (ConsoleProgress progress = memory.progress()) {
      result = new CapacityExperiment(settings, progress).run();
    }
    CapacityReport report = new CapacityReport(result);
    List<String> charts = draw(report, folder);
    ReportFile.write(folder, MemoryPages.of(result), memory.provenance());
    output.publish(
        folder, result, spec.commandLine().getOut(), () -> print(result, report, folder, charts));
    return 0;
  }

  private CapacitySettings settings() {
    Patterns images = PatternArguments.NONE.equals(data) ? null : PatternArguments.read(data);
    try {
      List<CapacityQuestion> questions = new ArrayList<>();
      for (int dimension : dimensions) {
        if (dimension != 0) {
          questions.add(
              new CapacityQuestion(new PatternSource.Sphere(dimension), Corruption.noise(noise)));
        }
      }
      if (images != null) {
        questions.add(
            new CapacityQuestion(
                new PatternSource.Given(images), new Corruption(Corruption.Kind.MASK, hidden)));
      }
      return new CapacitySettings(
          questions,
          counts,
          asked.models(),
          asked.protocol(),
          asked.queries(),
          asked.seeds(),
          failure);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static List<String> draw(CapacityReport report, RunDirectory folder) throws IOException {
    List<String> charts = new ArrayList<>();
    for (String patterns : report.patterns()) {
      String name =
          "success-"
              + patterns
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9]+", "-")
                  .replaceAll("^-|-$", "")
              + ".svg";
      ExperimentOutput.write(folder, name, report.successChart(patterns));
      charts.add(name);
    }
    if (report.hasDimensions()) {
      ExperimentOutput.write(folder, "capacity.svg", report.capacityChart());
      charts.add("capacity.svg");
    }
    return charts;
  }

  private void print(
      CapacityResult result, CapacityReport report, RunDirectory folder, List<String> charts) {
    PrintWriter terminal = spec.commandLine().getOut();
    for (String patterns : report.patterns()) {
      terminal.println(Failures.oneLine("Queries that retrieve their pattern (%): " + patterns));
      terminal.println(report.success(patterns).fit(WIDTH));
    }
    terminal.printf(
        Locale.ROOT,
        "Patterns stored with at most %.0f%% failures, and the theoretical bound:%n",
        100 * failure);
    terminal.println(report.capacities().fit(WIDTH));
    terminal.printf(
        Locale.ROOT, "%.0f s; results: %s%n", result.seconds(), folder.file(RunDirectory.RESULT));
    terminal.println(Failures.oneLine("Charts: " + String.join(", ", charts)));
    terminal.flush();
  }
}
