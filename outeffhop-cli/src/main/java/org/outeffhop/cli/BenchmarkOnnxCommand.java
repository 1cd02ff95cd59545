package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.outeffhop.benchmark.OnnxBenchmark;
import org.outeffhop.benchmark.OnnxFindings;
import org.outeffhop.benchmark.OnnxRow;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark onnx}. */
@Command(
    name = "onnx",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Layers of BERT's in ONNX Runtime on the CPU: float32, eight bits on calibrated grids, eight bits on measured grids.",
      "Weights are random: speed does not depend on them. Aimed at are, at BERT-base's size, int8 at least twice as fast as "
          + "fp32 and as fast as int8-dynamic, and a file of at most 0.3 times the size."
    })
final class BenchmarkOnnxCommand implements Callable<Integer> {
  private static final int VOCABULARY = 1000;
  private static final int POSITIONS = 512;

  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--attention",
      defaultValue = "outeffhop",
      description = "The attention method (default: ${DEFAULT-VALUE}).")
  private String attention;

  @Option(
      names = "--layers",
      defaultValue = "2",
      description = "Layers (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--width",
      defaultValue = "768",
      description = "Width of a hidden state (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--heads",
      defaultValue = "12",
      description = "Heads (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--length",
      defaultValue = "128",
      description = "Tokens in a sequence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,8",
      description = "Sizes of batches (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Threads that compute one operator together (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      description = "Turns of each contender (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws IOException {
    if (!benchmark.device().equals("cpu")) {
      throw new ParameterException(
          spec.commandLine(), "--device is " + benchmark.device() + "; int8 computes on the cpu");
    }
    OnnxBenchmark.Settings settings = UsageErrors.of(spec, this::settings);
    OnnxBenchmark.Result result = measured(settings);
    benchmark.report(
        "Layers of BERT's in ONNX Runtime",
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
    return new OnnxBenchmark.Settings(config, length, batches, threads, rounds);
  }

  private OnnxBenchmark.Result measured(OnnxBenchmark.Settings settings) throws IOException {
    Path folder = Files.createTempDirectory("outeffhop-benchmark-");
    try (ConsoleProgress progress = benchmark.progress()) {
      return new OnnxBenchmark(settings, progress).run(folder);
    } finally {
      try (Stream<Path> models = Files.list(folder)) {
        for (Path model : models.toList()) {
          Files.delete(model);
        }
      }
      Files.delete(folder);
    }
  }
}
