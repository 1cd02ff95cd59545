package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.result.InferenceResult;
import org.outeffhop.inference.Inference;
import org.outeffhop.inference.InferenceOptions;
import org.outeffhop.report.InferenceReport;
import org.outeffhop.training.FieldCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop run}: an exported model at work. */
@Command(
    name = "run",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Runs a model that 'export' or 'convert' wrote, in ONNX Runtime.",
      "A masked language model fills in every [MASK] of a text, a decoder continues a text, an image "
          + "classifier names the classes of images, and a forecast gives the next steps of series.",
      "The files that the model needs (tokenizer.json, preprocessor_config.json, series.json) are "
          + "read from its folder."
    })
final class RunCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL.onnx",
      description = "Model file, or the folder that 'export' or 'convert' wrote.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Texts of a language model, images or folders of images of a classifier, or CSV files in the "
              + "format of 'forecast'.")
  private List<String> inputs;

  @Option(
      names = "--embeddings",
      description =
          "Print embeddings instead: the mean of the last hidden states of a language model or an "
              + "encoder.")
  private boolean embeddings;

  @Option(
      names = "--top",
      defaultValue = "5",
      description = "Number of most likely tokens or classes to print (default: ${DEFAULT-VALUE}).")
  private int top;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = OptionText.THREADS + OptionText.DEFAULT)
  private int threads;

  @Option(names = "--json", description = "Print the result as JSON instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    UsageErrors.require(spec, () -> FieldCheck.atLeastOne("threads", threads));
    InferenceOptions options =
        UsageErrors.of(spec, () -> new InferenceOptions(embeddings, top, sampling.sampling()));
    InferenceResult result;
    try (ConsoleProgress progress = outeffhop.progress();
        Inference inference = Inference.open(model, threads, options, progress)) {
      result = inference.run(inputs);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
    } else {
      terminal.print(new InferenceReport(result, WIDTH).text());
      terminal.flush();
    }
    return 0;
  }
}
