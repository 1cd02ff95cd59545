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
      "Exports a trained model as an ONNX graph in float32 or eight bits.",
      "The tokenizer and whatever else 'run' needs are written beside the graph. The command "
          + "prints which operators ONNX Runtime executes and how closely the result agrees with "
          + "libtorch.",
      "int8 calibrates activation ranges on training data, as 'quantize' does; int8-dynamic and "
          + "fp32 need no data."
    })
final class ExportCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      converter = BuiltinCheckpoint.class,
      paramLabel = "RUN",
      completionCandidates = Choices.Models.class,
      description =
          "Folder of a run of 'compare' or 'forecast', or of a Hugging Face model; model types: "
              + "${COMPLETION-CANDIDATES}. Or "
              + OptionText.BUILTIN
              + ".")
  private Path folder;

  @Option(
      names = "--format",
      paramLabel = "onnx",
      defaultValue = "onnx",
      description = "File format; onnx is the only one (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      defaultValue = "fp32",
      completionCandidates = Choices.Precisions.class,
      description = "Precision of the graph: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--weights",
      paramLabel = "tensor|channel",
      defaultValue = "tensor",
      description = OptionText.WEIGHTS)
  private Granularity weights;

  @Option(
      names = "--range",
      paramLabel = "NAME",
      completionCandidates = Choices.Ranges.class,
      description =
          "int8 only: estimator of static activation ranges: ${COMPLETION-CANDIDATES} (default: the "
              + "one that 'compare' uses for the model).")
  private String range;

  @Option(
      names = "--smooth",
      paramLabel = OptionText.SMOOTHING,
      description =
          "int8 only: apply SmoothQuant first, which moves scales from "
              + "activations into weights, with this alpha from 0 to 1, such as 0.5, or with "
              + "'search' for the best alpha at each place; or gamma migration, with 'gamma', which "
              + "moves the gains of norms.")
  private String smooth;

  @Mixin private ProcessorOption processor;

  @Option(
      names = "--fused-attention",
      description =
          "Decoders with vanilla, outeffhop or learned-sink attention only: use ONNX Runtime's "
              + "fused attention with a key-value cache, with which 'run' generates text faster.")
  private boolean fused;

  @Option(
      names = "--attention",
      paramLabel = "METHOD",
      completionCandidates = Choices.Methods.class,
      description = OptionText.CHECKPOINT_ATTENTION)
  private String attention;

  @Mixin private StoredDataArguments data;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder for the files; an earlier export there is replaced (default: RUN/onnx-PRECISION, "
              + "with -fused appended for fused attention).")
  private Path out;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ExportOptions options = UsageErrors.of(spec, this::options);
    Path target =
        out == null ? folder.resolve("onnx-" + options.precision() + (fused ? "-fused" : "")) : out;
    requireOwn(target);
    StoredData given = data.read(spec, folder);
    ExportResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result = new ModelExport(folder, options, given, Version.ofProject(), progress).write(target);
    }
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
        processor.given(),
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
    ExportReport.head(result).forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    terminal.println(ExportReport.files(result).fit(WIDTH));
    terminal.println(ExportReport.operators(result).fit(WIDTH));
    ExportReport.findings(result).forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println(Failures.oneLine("Model: " + file));
    terminal.flush();
  }
}
