package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.quantize.OutlierPrediction;
import org.outeffhop.experiment.quantize.QuantizationOptions;
import org.outeffhop.experiment.quantize.QuantizationStudy;
import org.outeffhop.experiment.result.PredictionResult;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.report.Chart;
import org.outeffhop.report.ExecutionReport;
import org.outeffhop.report.PredictionReport;
import org.outeffhop.report.QuantizationReport;
import org.outeffhop.report.html.CheckpointPages;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop quantize}: what quantization costs stored models. */
@Command(
    name = "quantize",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Simulates the quantization of trained models and prints what it costs in quality.",
      "By default, a run of 'compare' is measured the way 'compare' measured it, so that fp32 and "
          + "W8A8 reproduce its numbers."
    })
final class QuantizeCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      converter = BuiltinCheckpoint.class,
      paramLabel = "RUN",
      description =
          "Folder of a run of 'compare' or 'forecast', of a whole comparison (all of its finished "
              + "runs), or of a Hugging Face language model with a tokenizer; or "
              + OptionText.BUILTIN
              + ".")
  private Path folder;

  @Mixin private QuantizationArguments quantization;
  @Mixin private StoredDataArguments data;

  @Mixin private ExperimentOutput output;

  @Option(
      names = "--predict",
      description =
          "Also compute, over all runs of a comparison, how well average kurtosis and maximum infinity "
              + "norm predict the loss of quality, as rank correlations and charts.")
  private boolean predict;

  @Override
  public Integer call() throws IOException {
    QuantizationOptions options = UsageErrors.of(spec, this::options);
    output.requireFree();
    StoredData given = data.read(spec, folder);
    QuantizationResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result = new QuantizationStudy(options, given, progress).run(folder);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    RunDirectory results = output.folder(predict ? "quantize-predict" : "quantize");
    if (predict) {
      publishPrediction(OutlierPrediction.of(result), results, terminal);
    } else {
      ReportFile.write(results, CheckpointPages.of(result), outeffhop.provenance());
      output.publish(results, result, terminal, () -> print(terminal, result));
    }
    if (!output.json()) {
      terminal.println(Failures.oneLine("Results: " + results.file(RunDirectory.RESULT)));
      terminal.println(Failures.oneLine("Report: " + results.file(ReportFile.NAME)));
    }
    terminal.flush();
    return 0;
  }

  private QuantizationOptions options() {
    QuantizationOptions options = quantization.options();
    boolean more =
        options.smoothing().isPresent() || options.sensitivity() || options.execution().isPresent();
    if (predict && more) {
      throw new IllegalArgumentException(
          "--predict is given with --smooth, --sensitivity or --execute; leave those out, since --predict is about the models as they were trained");
    }
    return options;
  }

  private void publishPrediction(
      PredictionResult prediction, RunDirectory results, PrintWriter terminal) throws IOException {
    PredictionReport report = new PredictionReport(prediction);
    for (Map.Entry<String, Chart> chart : report.charts().entrySet()) {
      ExperimentOutput.write(results, chart.getKey(), chart.getValue());
    }
    ReportFile.write(results, CheckpointPages.of(prediction), outeffhop.provenance());
    output.publish(
        results,
        prediction,
        terminal,
        () -> {
          print(terminal, prediction.quantization());
          terminal.println(report.correlations().fit(WIDTH));
          report.findings().forEach(line -> terminal.println(Failures.oneLine(line)));
          terminal.println(
              Failures.oneLine("Charts: " + String.join(", ", report.charts().keySet())));
        });
  }

  private static void print(PrintWriter terminal, QuantizationResult result) {
    result.models().forEach(model -> print(terminal, model));
  }

  private static void print(PrintWriter terminal, QuantizationResult.Model model) {
    QuantizationReport.head(model).forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    terminal.println(QuantizationReport.quality(model).fit(WIDTH));
    model.quantized().stream()
        .filter(setting -> setting.sensitivity() != null)
        .forEach(
            setting -> terminal.println(QuantizationReport.sensitivity(model, setting).fit(WIDTH)));
    if (model.execution() != null) {
      print(terminal, new ExecutionReport(model));
    }
  }

  private static void print(PrintWriter terminal, ExecutionReport report) {
    terminal.println(report.quality().fit(WIDTH));
    report.conditions().forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    terminal.println(report.times().fit(WIDTH));
    report.findings().forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
  }
}
