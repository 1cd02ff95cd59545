package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.convert.Conversion;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.DataKind;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.report.ConversionReport;
import org.outeffhop.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop convert}: a trained softmax model without its outliers. */
@Command(
    name = "convert",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Gives a trained softmax transformer OutEffHop attention, cuts its few largest weights, trains it briefly against "
          + "itself as it was, with a penalty on large activations, and writes it as a checkpoint and as an ONNX graph in "
          + "eight bits.",
      "An interrupted conversion goes on where it stopped when the same command is given again."
    })
final class ConvertCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      converter = BuiltinCheckpoint.class,
      description =
          "A folder of bert, opt, llama or vit as Hugging Face's libraries or 'compare' write it, or "
              + "builtin:all-minilm-l6-v2, a real sentence encoder.")
  private Path folder;

  @Option(
      names = "--attention",
      defaultValue = "outeffhop",
      description = "The attention method that it gets (default: ${DEFAULT-VALUE}).")
  private String attention;

  @Option(names = "--steps", description = "Optimiser steps (default: 800).")
  private Long steps;

  @Option(names = "--warmup", description = "Steps in which the rate rises (default: 20).")
  private Long warmup;

  @Option(names = "--learning-rate", description = "The highest rate (default: 2e-4).")
  private Double learningRate;

  @Option(names = "--batch", description = "Texts, blocks or images in a step (default: 16).")
  private Integer batch;

  @Option(
      names = "--length",
      description =
          "Tokens of a text or block, at most (default: 128, or as long as the model takes).")
  private Integer length;

  @Mixin private ConversionOptions conversion;

  @Option(
      names = "--evaluation-interval",
      defaultValue = "100",
      description =
          "Steps between two measurements of W8A8 quality on a little held-out data (default: ${DEFAULT-VALUE}).")
  private long evaluationInterval;

  @Option(
      names = "--patience",
      defaultValue = "5",
      description =
          "Measurements without a better one after which training ends; the best state is kept. 0: all steps are made "
              + "and the last state is kept (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--data",
      split = ",",
      description =
          "Text to learn from and to be measured on, in two parts: files or folders (.txt, .jsonl; default: WordNet's "
              + "glosses and examples, built in).")
  private List<String> text = List.of("builtin");

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Images of vit, as 'compare' takes them (default: handwritten digits, built in).")
  private Path images;

  @Option(
      names = "--batches",
      defaultValue = "157",
      description =
          "Batches of 32 held-out texts or blocks that are measured on; images are measured on all (default: "
              + "${DEFAULT-VALUE}, 5,024 texts).")
  private int batches;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "channel",
      description =
          "A scale for each weight of the eight-bit graph, or for each output channel (default: ${DEFAULT-VALUE}).")
  private QuantizationArguments.Weights weights;

  @Option(names = "--seed", defaultValue = "0", description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      description =
          "Threads that compute one operator of the graph together, while timed (default: all cores).")
  private Integer threads;

  @Option(
      names = "--no-execute",
      description = "Write the graph, but do not run and time it against the original's.")
  private boolean writeOnly;

  @Mixin private CheckpointOptions checkpoints;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder of the converted model (default: runs/convert-NAME-ATTENTION).")
  private Path out;

  @Option(names = "--json", description = "Print the result as JSON instead of tables.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    AttentionMethod method = UsageErrors.of(spec, () -> AttentionMethod.of(attention));
    ConversionResult result;
    Path target = target();
    Engine.start();
    try (ConversionSource source = ConversionSource.open(BuiltinCheckpoint.name(folder), folder)) {
      requireReader(source);
      DataSources sources = sources();
      Provenance provenance = outeffhop.provenance();
      Conversion run =
          UsageErrors.of(spec, () -> conversion(source, method, sources, provenance, target));
      try (ConsoleProgress progress = outeffhop.progress();
          Interruption.Region gentle = outeffhop.interruption().gentle()) {
        result = run.run(progress);
      }
      ReportFile.ofConversion(target, result, provenance);
    }
    publish(result, target);
    return 0;
  }

  private Path target() {
    String name = folder.getFileName().toString();
    return out == null ? Path.of("runs", "convert-" + name + "-" + attention) : out;
  }

  private void requireReader(ConversionSource source) {
    boolean reads =
        source.data() == DataKind.IMAGES ? text.equals(List.of("builtin")) : images == null;
    if (!reads) {
      throw new IllegalArgumentException(
          "%s is given, but %s is a %s, which is trained on %s"
              .formatted(
                  images == null ? "--data" : "--images",
                  source.name(),
                  source.kind(),
                  source.data()));
    }
  }

  private Conversion conversion(
      ConversionSource source,
      AttentionMethod method,
      DataSources sources,
      Provenance provenance,
      Path target) {
    if (batches < 1) {
      throw new IllegalArgumentException("batches is " + batches + "; it must be at least 1");
    }
    Changes changes =
        new Changes()
            .set(Setting.STEPS, steps)
            .set(Setting.WARMUP, warmup)
            .set(Setting.LEARNING_RATE, learningRate)
            .set(Setting.BATCH, batch)
            .set(Setting.LENGTH, length);
    ConversionRecipe recipe =
        conversion.recipe(
            source,
            evaluationInterval,
            patience == 0 ? OptionalInt.empty() : OptionalInt.of(patience),
            changes);
    RunSpec run =
        new RunSpec(
            recipe,
            method,
            seed,
            new Evaluation(32, batches, 16, 8, 8),
            new Execution("cpu", false, 1, checkpoints.policy()),
            recipe.on(sources).data());
    return new Conversion(
        recipe,
        run,
        weights == QuantizationArguments.Weights.tensor
            ? WeightQuantization.perTensor()
            : WeightQuantization.perChannel(),
        execution(),
        sources,
        provenance,
        target);
  }

  private Optional<ExecutionOptions> execution() {
    return writeOnly
        ? Optional.empty()
        : Optional.of(
            new ExecutionOptions(
                threads == null ? Engine.threads() : threads, List.of(1, 8), List.of(32, 128), 10));
  }

  private DataSources sources() throws IOException {
    TextCorpus corpus = TextArguments.corpus(text);
    ImageSource pictures = images == null ? ImageSource.builtin() : ImageSource.of(images);
    return new DataSources(corpus, pictures, null, Optional.empty(), Path.of("runs", "cache"));
  }

  private void publish(ConversionResult result, Path target) {
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
      return;
    }
    ConversionReport report = new ConversionReport(result);
    report.head().forEach(terminal::println);
    terminal.println();
    report
        .tables()
        .forEach(
            (caption, table) -> {
              terminal.println(caption + ":");
              terminal.println(table.fit(WIDTH));
            });
    report.findings().forEach(terminal::println);
    terminal.println("Converted model: " + target);
    terminal.println("Eight bits: " + target.resolve(Conversion.GRAPH));
    terminal.println("Results: " + target.resolve(Conversion.RESULT));
    terminal.println("Report: " + target.resolve(ReportFile.NAME));
    terminal.flush();
  }
}
