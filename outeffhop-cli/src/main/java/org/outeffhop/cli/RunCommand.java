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
      "Runs a model that 'export' or 'convert' wrote, in ONNX Runtime: bert fills in every [MASK] of a text, opt and llama continue a "
          + "text, vit names what is in images, stanhop forecasts the next steps of series.",
      "What belongs to the model (tokenizer.json, preprocessor_config.json, series.json) is read from its folder."
    })
final class RunCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL.onnx",
      description = "The model's file, or the folder that 'export' or 'convert' wrote.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Texts (bert, opt, llama), images or folders of them (vit), or CSV files as 'forecast' takes them (stanhop).")
  private List<String> inputs;

  @Option(
      names = "--embeddings",
      description =
          "Print the mean of the last hidden states instead, of language models and of encoders.")
  private boolean embeddings;

  @Option(
      names = "--top",
      defaultValue = "5",
      description = "How many tokens or classes are named (default: ${DEFAULT-VALUE}).")
  private int top;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads that compute one operator together (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--json", description = "Print the result as JSON instead of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
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
