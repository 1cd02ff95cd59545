package org.outeffhop.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.benchmark.OnnxBenchmark;
import org.outeffhop.benchmark.OnnxFindings;
import org.outeffhop.benchmark.OnnxRow;
import org.outeffhop.files.TemporaryFolder;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark onnx}. */
@Command(
    name = "onnx",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Times BERT layers in ONNX Runtime on the CPU: in float32, in int8 with calibrated "
          + "activation ranges, and in int8 with ranges computed at run time (int8-dynamic).",
      "Weights are random, since speed does not depend on them. The targets at the size of "
          + "BERT-base are: int8 at least twice as fast as fp32 and at least as fast as int8-dynamic, in "
          + "a file of at most 0.3 times the size."
    })
final class BenchmarkOnnxCommand implements Callable<Integer> {
  private static final int VOCABULARY = 1000;
  private static final int POSITIONS = 512;

  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--attention",
      defaultValue = "outeffhop",
      completionCandidates = Choices.Methods.class,
      description = "Attention method: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String attention;

  @Option(
      names = "--layers",
      defaultValue = "2",
      description = "Number of layers (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--width",
      defaultValue = "768",
      description = "Hidden size (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--heads",
      defaultValue = "12",
      description = "Attention heads per layer (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--length",
      defaultValue = "128",
      description = "Tokens per timed sequence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,8",
      description = "Batch sizes to time (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Mixin private GraphTimes times;

  @Override
  public Integer call() throws IOException {
    benchmark.requireCpu("int8");
    OnnxBenchmark.Settings settings = UsageErrors.of(spec, this::settings);
    OnnxBenchmark.Result result = measured(settings);
    benchmark.report(
        "BERT layers in ONNX Runtime",
        List.of(
            new Block.Table("The time of a batch", OnnxRow.table(result.rows())),
            new Block.Text(OnnxFindings.of(result))),
        result.rows());
    return 0;
  }

  private OnnxBenchmark.Settings settings() {
    BertConfig config =
        BertConfig.small(
            VOCABULARY,
            width,
            layers,
            heads,
            Math.max(POSITIONS, length),
            AttentionConfig.bert(AttentionMethod.of(attention)));
    return new OnnxBenchmark.Settings(
        config, length, batches, times.threads(), times.processor(), times.rounds());
  }

  private OnnxBenchmark.Result measured(OnnxBenchmark.Settings settings) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("benchmark");
        ConsoleProgress progress = benchmark.progress()) {
      return new OnnxBenchmark(settings, progress).run(folder.path());
    }
  }
}
