package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.model.ModelType;
import org.outeffhop.report.ForecastTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outeffhop forecast}: the comparison of STanHop-Net alone, with all errors of its
 * forecasts.
 */
@Command(
    name = "forecast",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Trains STanHop-Net to forecast several series with several attention methods.",
      "All methods use the same seeds and stop when the validation error no longer falls. The "
          + "command prints test errors, outliers, and errors in W8A8. Errors are in units of the "
          + "standard deviation of the training part.",
      "To continue an interrupted comparison, even in the middle of a run, repeat the command."
    })
final class ForecastCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  /** The presets with a forecast. */
  static final class Presets extends Choices {
    Presets() {
      super(
          () ->
              Arrays.stream(Preset.values())
                  .filter(one -> one.settings().recipes().containsKey(ModelType.STANHOP))
                  .map(Preset::toString));
    }
  }

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      completionCandidates = Presets.class,
      description =
          "Models, data sizes and training settings to start from: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "CSV file with a header and one row per time step; a column named date, time or timestamp is "
              + "ignored. Or 'builtin' for a generated series of the chaotic Lorenz-96 system with 8 "
              + "variables, 3,000 steps of 0.05 (default: builtin).")
  private String data;

  @Mixin private SeriesOptions parts;
  @Mixin private AttentionOption attention;
  @Mixin private ModelOptions model;
  @Mixin private ForecastOptions forecast;
  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    ComparisonSettings settings = UsageErrors.of(spec, this::settings);
    DataSources sources =
        new DataSources(
            TextCorpus.builtin(),
            ImageSource.builtin(),
            SeriesOptions.read(data),
            UsageErrors.of(spec, parts::split),
            Path.of("runs"));
    Path folder = runs.folder("forecast-" + preset);
    Comparison comparison = new Comparison(settings, outeffhop.provenance(), sources, folder);
    ComparisonResult result;
    try (ConsoleProgress progress = outeffhop.progress();
        Interruption.Region gentle = outeffhop.interruption().gentle()) {
      result = comparison.run(progress, ReportFile::ofRun);
    }
    ReportFile.ofRuns(folder.resolve(ReportFile.NAME), comparison.runFolders());
    PrintWriter terminal = spec.commandLine().getOut();
    runs.publish(terminal, result, folder, () -> print(terminal, comparison, result));
    return 0;
  }

  private ComparisonSettings settings() {
    ComparisonSettings chosen = Preset.of(preset).settings(List.of(ModelType.STANHOP));
    return runs.apply(attention.apply(chosen).with(forecast.addTo(model.addTo(new Changes()))));
  }

  private static void print(PrintWriter terminal, Comparison comparison, ComparisonResult result) {
    ComparisonPrinter.print(terminal, comparison, result);
    terminal.println();
    terminal.println(ForecastTable.errors(result).fit(WIDTH));
    terminal.println(ForecastTable.naive(result));
  }
}
