package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.convert.Conversion;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.machine.Processor;
import org.outeffhop.model.DataKind;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.quantization.WeightQuantization.Granularity;
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
      "Converts a trained softmax transformer to OutEffHop attention.",
      "It clips the few largest weights, distils the model briefly from its original with a "
          + "penalty on large activations, and writes a checkpoint and an 8-bit ONNX graph.",
      "To continue an interrupted conversion, repeat the command."
    })
final class ConvertCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      converter = BuiltinCheckpoint.class,
      description =
          "Folder of a language model, a sentence encoder or an image classifier, as Hugging Face's libraries or 'compare' write "
              + "it, or "
              + OptionText.BUILTIN
              + ".")
  private Path folder;

  @Option(
      names = "--attention",
      defaultValue = "outeffhop",
      completionCandidates = Choices.Methods.class,
      description =
          "Attention method of the converted model: ${COMPLETION-CANDIDATES} (default: "
              + "${DEFAULT-VALUE}).")
  private String attention;

  @Option(names = "--steps", description = "Number of optimiser steps (default: 800).")
  private Long steps;

  @Option(names = "--warmup", description = OptionText.WARMUP + " (default: 20).")
  private Long warmup;

  @Option(
      names = "--learning-rate",
      description = OptionText.LEARNING_RATE + " (default: 2e-4, of language models 1e-4).")
  private Double learningRate;

  @Option(
      names = "--batch",
      description =
          "Batch size: texts, blocks or images per step (default: 16, of language models 8).")
  private Integer batch;

  @Option(
      names = "--accumulate",
      paramLabel = "MICRO-BATCHES",
      description =
          "Micro-batches that a batch is made of: 2 are computed side by side where there are two cores, "
              + "which is faster for small models; more one after the other, which saves memory "
              + "(default: 1).")
  private Integer accumulate;

  @Option(
      names = "--length",
      description =
          "Maximum number of tokens in a text or block (default: 128, of language models 64, or the "
              + "model's maximum if that is less).")
  private Integer length;

  @Mixin private ConversionOptions conversion;

  @Option(
      names = "--evaluation-interval",
      defaultValue = "100",
      description =
          "Steps between two measurements of W8A8 quality on a small held-out sample (default: "
              + "${DEFAULT-VALUE}).")
  private long evaluationInterval;

  @Option(
      names = "--patience",
      defaultValue = "5",
      description =
          "Stop after this many measurements without an improvement and keep the best state; 0 = make "
              + "all steps and keep the last state (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--data",
      split = ",",
      description =
          "Text to train on and, in a held-out part, to evaluate on: "
              + OptionText.TEXT
              + " (default: builtin, of sentence encoders glosses).")
  private List<String> text = List.of();

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Images for vit, in the formats of 'compare', or 'builtin' for the built-in handwritten "
              + "digits (default: builtin).")
  private String images;

  @Option(
      names = "--batches",
      description =
          "Number of batches of 32 held-out texts or blocks to evaluate on (default: 157 for sentence "
              + "encoders, which is 5,024 texts, and 8 for language models). Image models are evaluated "
              + "on all held-out images.")
  private Integer batches;

  @Option(
      names = "--bf16",
      negatable = true,
      description =
          "Use bfloat16 for the products of linear layers in training; attention, norms and all "
              + "evaluation stay in float32 (default: language models on a processor that has bfloat16 "
              + "do; --no-bf16 = never).")
  private Boolean bfloat16;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "channel",
      description = OptionText.WEIGHTS)
  private Granularity weights;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Random seed for training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      description = OptionText.THREADS + " when the graphs are timed (default: all cores).")
  private Integer threads;

  @Mixin private ProcessorOption processor;

  @Option(
      names = "--no-execute",
      description = "Write the graph without running it and timing it against the original's.")
  private boolean writeOnly;

  @Mixin private CheckpointOptions checkpoints;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for the converted model (default: runs/convert-NAME-ATTENTION).")
  private Path out;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    AttentionMethod method = UsageErrors.of(spec, () -> AttentionMethod.of(attention));
    ConversionResult result;
    Path target = target();
    Engine.start();
    try (ConversionSource source = ConversionSource.open(BuiltinCheckpoint.name(folder), folder)) {
      requireUse(source);
      DataSources sources = sources(source.text());
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

  private void requireUse(ConversionSource source) {
    GivenOptions given = new GivenOptions(spec);
    ConversionOptions.requireUse(given, source, steps);
    if (source.data() == DataKind.IMAGES) {
      given.refuse("a model of images is evaluated on all that are held out", "--batches");
    }
    if (writeOnly) {
      given.refuse("no graph is timed with --no-execute", "--threads");
    }
  }

  private Conversion conversion(
      ConversionSource source,
      AttentionMethod method,
      DataSources sources,
      Provenance provenance,
      Path target) {
    if (batches != null && batches < 1) {
      throw new IllegalArgumentException("batches is " + batches + "; it must be at least 1");
    }
    if (length != null && length > source.maxLength()) {
      throw new IllegalArgumentException(
          "length is %d; %s takes at most %d tokens"
              .formatted(length, source.name(), source.maxLength()));
    }
    Changes changes =
        new Changes()
            .set(Setting.STEPS, steps)
            .set(Setting.WARMUP, warmup)
            .set(Setting.LEARNING_RATE, learningRate)
            .set(Setting.BATCH, batch)
            .set(Setting.ACCUMULATE, accumulate)
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
            AttentionVariant.of(method),
            seed,
            evaluation(source),
            new Execution("cpu", multipliesInBfloat16(source), 1, checkpoints.policy()),
            recipe.on(sources).data().fingerprinted());
    return new Conversion(
        recipe,
        run,
        WeightQuantization.of(weights),
        processor.chosen(),
        execution(source),
        sources,
        provenance,
        target);
  }

  /** A pass of a language model is dear; a batch of it has many places at which it is measured. */
  private Evaluation evaluation(ConversionSource source) {
    boolean language = source.measure() == QualityMeasure.PERPLEXITY;
    int usual = language ? 8 : 157;
    Evaluation amount = Evaluation.of(batches == null ? usual : batches, 32).calibratedOn(16);
    return language ? amount.during(4, 2) : amount.during(8, 8);
  }

  private boolean multipliesInBfloat16(ConversionSource source) {
    return bfloat16 == null
        ? source.measure() == QualityMeasure.PERPLEXITY && Processor.ofThisMachine().hasBfloat16()
        : bfloat16;
  }

  private Optional<ExecutionOptions> execution(ConversionSource source) {
    return writeOnly
        ? Optional.empty()
        : Optional.of(
            new ExecutionOptions(
                threads == null ? Engine.threads() : threads,
                List.of(1, 8),
                timedLengths(source.maxLength()),
                processor.chosen(),
                10));
  }

  /** 32 and 128 tokens, or as many as the model takes. */
  private static List<Integer> timedLengths(int longest) {
    return Stream.of(32, 128).map(length -> Math.min(length, longest)).distinct().toList();
  }

  private DataSources sources(TextCorpus unnamed) throws IOException {
    TextCorpus corpus = DataArguments.corpus(spec, text, unnamed);
    ImageSource pictures = DataArguments.images(images);
    return new DataSources(corpus, pictures, null, Optional.empty(), Path.of("runs", "cache"));
  }

  private void publish(ConversionResult result, Path target) {
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
      return;
    }
    ConversionReport report = new ConversionReport(result);
    report.head().forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    report
        .tables()
        .forEach(
            (caption, table) -> {
              terminal.println(caption + ":");
              terminal.println(table.fit(WIDTH));
            });
    report.findings().forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println(Failures.oneLine("Converted model: " + target));
    terminal.println(Failures.oneLine("8-bit graph: " + target.resolve(Conversion.GRAPH)));
    terminal.println(Failures.oneLine("Results: " + target.resolve(Conversion.RESULT)));
    terminal.println(Failures.oneLine("Report: " + target.resolve(ReportFile.NAME)));
    terminal.flush();
  }
}
