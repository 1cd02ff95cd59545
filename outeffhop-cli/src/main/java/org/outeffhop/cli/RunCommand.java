package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.outeffhop.inference.Inference;
import org.outeffhop.inference.InferenceOptions;
import org.outeffhop.inference.Truncation;
import org.outeffhop.inference.UnusedOptionException;
import org.outeffhop.runtime.OnnxModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MODEL.onnx",
      description = "Model file, or the folder that 'export' or 'convert' wrote.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "INPUT",
      description =
          "Texts of a language model, images or folders of images of a classifier, or CSV files in the "
              + "format of 'forecast'; - for the lines of standard input.")
  private List<String> inputs = List.of();

  @Mixin private InputArguments lines;

  @Option(
      names = "--embeddings",
      description =
          "Print embeddings instead: the last hidden states of a language model or an encoder, pooled as "
              + "its settings say (modules.json, 1_Pooling), or else their mean.")
  private boolean embeddings;

  @Option(
      names = "--truncate",
      paramLabel = "none|model|N",
      description =
          "Cut texts that are too long: where the model's own settings say (max_seq_length, "
              + "model_max_length or the tokenizer's truncation), to N tokens, or not at all; longer ones "
              + "than the model takes are then refused (default: model for --embeddings, otherwise none).")
  private String truncate;

  @Option(
      names = "--prompt-name",
      paramLabel = "NAME",
      description =
          "With --embeddings: put this prompt of config_sentence_transformers.json in front of every "
              + "text (default: its default_prompt_name).")
  private String promptName;

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
    UsageErrors.require(spec, () -> OnnxModel.requireThreads(threads));
    InferenceOptions options = UsageErrors.of(spec, this::options);
    lines.require(spec, inputs);
    try (ConsoleProgress progress = outeffhop.progress();
        Inference inference = open(options, progress)) {
      AnswerPrinter printer =
          new AnswerPrinter(inference.head(), spec.commandLine().getOut(), json);
      lines.use(
          inputs,
          (texts, total) ->
              inference.run(
                  texts,
                  total,
                  answers -> {
                    if (System.console() != null) {
                      progress.close();
                    }
                    printer.print(answers);
                  }),
          progress);
      progress.close();
      printer.end();
    }
    return 0;
  }

  private Inference open(InferenceOptions options, ConsoleProgress progress) throws IOException {
    try {
      Inference inference = Inference.open(model, threads, options, progress);
      if (new GivenOptions(spec).has("--top")) {
        requireList(inference);
      }
      return inference;
    } catch (UnusedOptionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void requireList(Inference inference) {
    try {
      inference.requireList();
    } catch (UnusedOptionException e) {
      inference.close();
      throw e;
    }
  }

  private InferenceOptions options() {
    return new InferenceOptions(
        embeddings,
        top,
        sampling.sampling(),
        Optional.ofNullable(truncate).map(Truncation::parse),
        Optional.ofNullable(promptName));
  }
}
