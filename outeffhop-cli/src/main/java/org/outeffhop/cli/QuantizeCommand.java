package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.quantize.QuantizationOptions;
import org.outeffhop.experiment.quantize.QuantizationStudy;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.report.QuantizationReport;
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
      "Quantizes stored models by simulation and prints what that does to their quality.",
      "A run of 'compare' is measured as there, so that fp32 and W8A8 are its own numbers, where nothing else is asked "
          + "for."
    })
final class QuantizeCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description =
          "A run's folder of 'compare', the folder of a comparison (all its finished runs), or a language model's of Hugging "
              + "Face's libraries with a tokenizer.")
  private Path folder;

  @Mixin private QuantizationArguments quantization;
  @Mixin private StoredDataArguments data;

  @Option(names = "--json", description = "Print the result as JSON instead of tables.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    QuantizationOptions options = UsageErrors.of(spec, quantization::options);
    StoredData given = data.read(spec);
    QuantizationResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result = new QuantizationStudy(options, given, progress).run(folder);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
    } else {
      result.models().forEach(model -> print(terminal, model));
    }
    terminal.flush();
    return 0;
  }

  private static void print(PrintWriter terminal, QuantizationResult.Model model) {
    QuantizationReport.head(model).forEach(terminal::println);
    terminal.println();
    terminal.println(QuantizationReport.quality(model).fit(WIDTH));
    model.quantized().stream()
        .filter(setting -> setting.sensitivity() != null)
        .forEach(
            setting -> terminal.println(QuantizationReport.sensitivity(model, setting).fit(WIDTH)));
  }
}
