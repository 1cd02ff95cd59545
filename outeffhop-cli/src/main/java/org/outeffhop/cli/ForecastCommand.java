package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.data.series.Lorenz96;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.forecast.ForecastComparison;
import org.outeffhop.experiment.forecast.ForecastPreset;
import org.outeffhop.experiment.forecast.ForecastSettings;
import org.outeffhop.experiment.result.ForecastResult;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.report.ForecastTable;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop forecast}: STanHop-Net on several series, with every attention method. */
@Command(
    name = "forecast",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Trains STanHop-Net to forecast several series with several attention methods and the same seeds, stops when the "
          + "validation error no longer falls, and prints errors on the test part, outliers, and errors in W8A8.",
      "Errors are in units of the training part's standard deviation."
    })
final class ForecastCommand implements Callable<Integer> {
  private static final int WIDTH = 80;
  private static final int BUILTIN_STEPS = 3000;
  private static final long BUILTIN_SEED = 1;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      description = "smoke, default or paper-stanhop-etth1 (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "CSV with a header, a time step a row; a column 'date' is left out (default: the chaotic system Lorenz-96 "
              + "with 8 variables, 3,000 steps of 0.05, generated).")
  private Path data;

  @Option(
      names = "--split",
      split = ",",
      paramLabel = "N",
      description =
          "Time steps for training, validation and test, as 8640,2880,2880 (default: 70%%, 10%% and 20%%; of "
              + "paper-stanhop-etth1 that example).")
  private List<Integer> split = List.of();

  @Option(
      names = "--attention",
      split = ",",
      defaultValue = "vanilla,outeffhop",
      description =
          "vanilla, outeffhop, clipped, gated, clipped-outeffhop, gated-outeffhop, learned-sink, sparsemax, entmax; "
              + "several separated by commas (default: ${DEFAULT-VALUE}).")
  private List<String> attention;

  @Option(
      names = "--seeds",
      defaultValue = "1",
      description = "How many seeds; they are 0, 1, .. (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Mixin private ForecastOptions recipe;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description =
          "cpu, cuda or cuda:N; a GPU needs a build with -Pgpu (default: ${DEFAULT-VALUE}).")
  private String device;

  @Mixin private ExperimentOutput output;

  @Override
  public Integer call() throws IOException {
    TimeSeries series =
        data == null
            ? Lorenz96.weather().generate(BUILTIN_STEPS, BUILTIN_SEED)
            : TimeSeries.read(data);
    ForecastSettings settings = settings(series.length());
    RunDirectory folder = output.folder("forecast-" + preset);
    ForecastResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result =
          new ForecastComparison(settings, outeffhop.provenance(), series, progress).run(folder);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    output.publish(folder, result, terminal, () -> print(terminal, result, settings, series));
    if (!output.json()) {
      terminal.println("Results: " + folder.file(RunDirectory.RESULT));
      terminal.flush();
    }
    return 0;
  }

  private ForecastSettings settings(int length) {
    try {
      ForecastPreset chosen = ForecastPreset.of(preset);
      return new ForecastSettings(
          preset,
          recipe.apply(chosen.recipe()),
          split.isEmpty() ? chosen.split(length) : givenSplit(),
          attention.stream().map(AttentionMethod::of).toList(),
          seeds,
          device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private SeriesSplit givenSplit() {
    if (split.size() != 3) {
      throw new IllegalArgumentException(
          "--split has " + split.size() + " numbers; it takes three, as 8640,2880,2880");
    }
    return new SeriesSplit(split.get(0), split.get(1), split.get(2));
  }

  private static void print(
      PrintWriter terminal, ForecastResult result, ForecastSettings settings, TimeSeries series) {
    SeriesSplit parts = settings.split();
    terminal.printf("stanhop: %s%n", settings.recipe().summary());
    terminal.printf(
        "seeds: %d, data: %s, %d series, %,d + %,d + %,d steps%n%n",
        settings.seeds(),
        series.name(),
        series.channels(),
        parts.training(),
        parts.validation(),
        parts.test());
    terminal.println(ForecastTable.measures(result).fit(WIDTH));
    if (settings.methods().size() > 1 && settings.methods().contains(AttentionMethod.VANILLA)) {
      terminal.println("Change against vanilla:");
      terminal.println(ForecastTable.changes(result).fit(WIDTH));
    }
    terminal.println(ForecastTable.naive(result));
  }
}
