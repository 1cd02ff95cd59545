package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.onnx.ExportOptions;
import org.outeffhop.experiment.onnx.ExportPrecision;
import org.outeffhop.experiment.onnx.ModelExport;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.report.ExportReport;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop export}: a stored model as an ONNX graph. */
@Command(
    name = "export",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes a stored model as an ONNX graph, in float32 or eight bits, with its tokenizer or what else 'run' needs "
          + "beside it, and prints what ONNX Runtime makes of it and how far it agrees with libtorch.",
      "int8 takes activations' ranges from training data, as 'quantize' does; int8-dynamic and fp32 need none."
    })
final class ExportCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      converter = BuiltinCheckpoint.class,
      paramLabel = "RUN",
      description =
          "A run's folder of 'compare' or 'forecast', or a folder of Hugging Face's libraries (bert, opt, llama, vit).")
  private Path folder;

  @Option(
      names = "--format",
      paramLabel = "onnx",
      defaultValue = "onnx",
      description = "The format (default: ${DEFAULT-VALUE}, and no other).")
  private String format;

  @Option(
      names = "--precision",
      paramLabel = "fp32|int8|int8-dynamic",
      defaultValue = "fp32",
      description = "How it computes (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "tensor",
      description =
          "In eight bits: a scale for each weight, or for each output channel (default: ${DEFAULT-VALUE}).")
  private Granularity weights;

  @Option(
      names = "--range",
      paramLabel = "NAME",
      description =
          "Of int8: how ranges follow from batches, as 'quantize' has it (default: as 'compare' has it for the model).")
  private String range;

  @Option(
      names = "--smooth",
      arity = "0..1",
      paramLabel = "ALPHA|search",
      fallbackValue = "search",
      description =
          "Of int8 of bert, opt and vit: SmoothQuant before, which moves scales from activations into weights; the best "
              + "alpha for every place, or this one, from 0 to 1.")
  private String smooth;

  @Option(
      names = "--fused-attention",
      description =
          "Of opt and llama with vanilla, outeffhop or learned-sink attention: ONNX Runtime's fused attention with a cache "
              + "of keys and values, with which 'run' generates text faster.")
  private boolean fused;

  @Option(
      names = "--attention",
      paramLabel = "METHOD",
      description =
          "The attention method, where config.json does not say it (attention_method); one that differs from what it "
              + "says is refused.")
  private String attention;

  @Mixin private StoredDataArguments data;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder of the files; an earlier export there is replaced (default: RUN/onnx-PRECISION, with -fused behind it for fused attention).")
  private Path out;

  @Option(names = "--json", description = "Print the result as JSON instead of tables.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ExportOptions options = UsageErrors.of(spec, this::options);
    Path target =
        out == null ? folder.resolve("onnx-" + options.precision() + (fused ? "-fused" : "")) : out;
    requireOwn(target);
    StoredData given = data.read(spec);
    ExportResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result = new ModelExport(folder, options, given, Version.ofProject(), progress).write(target);
    }
    ExperimentOutput.finish(RunDirectory.openOrCreate(target), result);
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
    } else {
      print(terminal, result, target.resolve(ModelExport.MODEL));
    }
    return 0;
  }

  private ExportOptions options() {
    if (!"onnx".equals(format)) {
      throw new IllegalArgumentException("format is '" + format + "'; it can be onnx");
    }
    return new ExportOptions(
        ExportPrecision.of(precision),
        WeightQuantization.of(weights),
        Optional.ofNullable(range).map(RangeEstimator::parse),
        Optional.ofNullable(smooth).map(Smoothing::parse),
        fused,
        Optional.ofNullable(attention).map(AttentionMethod::of));
  }

  /** An earlier export may be replaced, other results may not. */
  private static void requireOwn(Path target) {
    if (!Files.exists(target.resolve(ModelExport.MODEL))) {
      RunDirectory.requireIncomplete(target);
    }
  }

  private static void print(PrintWriter terminal, ExportResult result, Path file) {
    ExportReport.head(result).forEach(terminal::println);
    terminal.println();
    terminal.println(ExportReport.files(result).fit(WIDTH));
    terminal.println(ExportReport.operators(result).fit(WIDTH));
    ExportReport.findings(result).forEach(terminal::println);
    terminal.println("Model: " + file);
    terminal.flush();
  }
}
