package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      "Trains STanHop-Net to forecast several series with several attention methods and the same seeds, stops when the "
          + "validation error no longer falls, and prints errors on the test part, outliers, and errors in W8A8.",
      "Errors are in units of the training part's standard deviation. An interrupted comparison goes on where it stopped "
          + "when the same command is given again, also within a run."
    })
final class ForecastCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      description = "smoke, default, small or paper-stanhop-etth1 (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "CSV with a header, a time step a row; a column 'date' is left out (default: the chaotic system Lorenz-96 "
              + "with 8 variables, 3,000 steps of 0.05, generated).")
  private Path data;

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
