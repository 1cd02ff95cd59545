package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.retrieval.NoiseExperiment;
import org.outeffhop.experiment.retrieval.NoiseSettings;
import org.outeffhop.experiment.retrieval.PatternSource;
import org.outeffhop.report.NoiseReport;
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

/** {@code outeffhop memory noise}: the error of retrieval against noise and against beta. */
@Command(
    name = "noise",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures the retrieval error of each memory against the noise in the query and against beta.",
      "Patterns are random points on a sphere, or patterns from a file with their mean subtracted; "
          + "all are scaled to norm sqrt(d - 1)."
    })
final class NoiseCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private MemoryCommand memory;
  @Spec private CommandSpec spec;
  @Mixin private ProtocolOptions asked;
  @Mixin private ExperimentOutput output;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Patterns to store: " + PatternArguments.FILES + " (default: random patterns).")
  private String data;

  @Option(
      names = "--dimension",
      defaultValue = "32",
      description = "Dimension of the random patterns (default: ${DEFAULT-VALUE}).")
  private int dimension;

  @Option(
      names = "--patterns",
      defaultValue = "1000",
      description = "Number of stored patterns (default: ${DEFAULT-VALUE}).")
  private long stored;

  @Option(
      names = "--noises",
      split = ",",
      defaultValue = "0,0.2,0.4,0.6,0.8,1,1.2,1.5,2,3",
      description = "Noise levels, relative to a pattern's norm (default: ${DEFAULT-VALUE}).")
  private List<Double> noises;

  @Option(
      names = "--noise",
      defaultValue = "0.5",
      description = "Noise level at which betas are compared (default: ${DEFAULT-VALUE}).")
  private double noise;

  @Option(
      names = "--betas",
      split = ",",
      defaultValue = "0.01,0.02,0.05,0.1,0.2,0.3,0.5,1,2,5,10",
      description = "Inverse temperatures beta to compare (default: ${DEFAULT-VALUE}).")
  private List<Double> betas;

  @Override
  public Integer call() throws IOException {
    Engine.start();
    NoiseSettings settings = settings();
    RunDirectory folder = output.folder("memory-noise");
    NoiseResult result;
    try (ConsoleProgress progress = memory.progress()) {
      result = new NoiseExperiment(settings, progress).run();
    }
    NoiseReport report = new NoiseReport(result);
    ExperimentOutput.write(folder, "error-noise.svg", report.noiseChart());
    ExperimentOutput.write(folder, "error-beta.svg", report.betaChart());
    ReportFile.write(folder, MemoryPages.of(result), memory.provenance());
    output.publish(
        folder, result, spec.commandLine().getOut(), () -> print(result, report, folder));
    return 0;
  }

  private NoiseSettings settings() {
    Patterns given = data == null ? null : PatternArguments.read(data);
    try {
      return new NoiseSettings(
          given == null ? new PatternSource.Sphere(dimension) : new PatternSource.Given(given),
          stored,
          asked.models(),
          asked.protocol(),
          noises,
          betas,
          noise,
          asked.queries(),
          asked.seeds());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void print(NoiseResult result, NoiseReport report, RunDirectory folder) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        Locale.ROOT,
        "%s, %d of them stored. Retrieval error, relative to the pattern's norm%n%n",
        result.settings().get("patterns"),
        stored);
    terminal.println("By noise in the query, at beta " + asked.protocol().beta() + ":");
    terminal.println(report.byNoise().fit(WIDTH));
    terminal.println("By beta, at noise " + noise + ":");
    terminal.println(report.byBeta().fit(WIDTH));
    terminal.printf(
        Locale.ROOT, "%.0f s; results: %s%n", result.seconds(), folder.file(RunDirectory.RESULT));
    terminal.println("Charts: error-noise.svg, error-beta.svg");
    terminal.flush();
  }
}
