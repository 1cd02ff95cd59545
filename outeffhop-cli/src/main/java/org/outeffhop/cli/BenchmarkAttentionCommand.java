package org.outeffhop.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outeffhop.benchmark.AttentionBenchmark;
import org.outeffhop.benchmark.AttentionRow;
import org.outeffhop.benchmark.KernelAgreement;
import org.outeffhop.benchmark.TimedShape;
import org.outeffhop.report.html.Block;
import org.outeffhop.tensor.BlasThreads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark attention}. */
@Command(
    name = "attention",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Times fused OutEffHop attention against vanilla scaled dot-product attention and against "
          + "the formula written out operator by operator: the forward pass (f), and forward with "
          + "backward (f+b).",
      "OpenBLAS threads: 'switched' is what the library does (one thread inside attention, all "
          + "threads elsewhere), 'all' and 'one' never change."
    })
final class BenchmarkAttentionCommand implements Callable<Integer> {
  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "8x12x512x64,32x12x128x64",
      description =
          "Shapes to measure, each batch x heads x length x head size (default: ${DEFAULT-VALUE}).")
  private List<String> shapes;

  @Option(
      names = "--openblas-threads",
      split = ",",
      defaultValue = "switched,one",
      description =
          "How many threads OpenBLAS uses: switched, one or all; several are separated by commas "
              + "(default: ${DEFAULT-VALUE}). With 'all', attention takes seconds if OPENBLAS_THREAD_TIMEOUT "
              + "is short, as the launcher sets it.")
  private List<BlasThreads.Policy> policies;

  @Option(names = "--causal", description = "Apply a causal mask.")
  private boolean causal;

  @Option(names = "--rounds", defaultValue = "15", description = OptionText.ROUNDS)
  private int rounds;

  @Override
  public Integer call() throws IOException {
    List<TimedShape> chosen = parsed();
    try (ConsoleProgress progress = benchmark.progress()) {
      AttentionBenchmark attention =
          new AttentionBenchmark(chosen, policies, causal, benchmark.device(), rounds, progress);
      Map<TimedShape, KernelAgreement> agreements = attention.agreements();
      List<AttentionRow> rows = attention.run();
      progress.close();
      benchmark.report(
          "Attention: OutEffHop against vanilla",
          List.of(
              new Block.Table("Median milliseconds", AttentionRow.times(rows)),
              new Block.Table("OutEffHop's time divided by the others'", AttentionRow.ratios(rows)),
              new Block.Text(
                  agreements.entrySet().stream()
                      .map(one -> one.getKey() + ", fused against written out: " + one.getValue())
                      .toList())),
          rows);
    }
    return 0;
  }

  private List<TimedShape> parsed() {
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is " + rounds + "; it must be at least 1");
    }
    try {
      return shapes.stream().map(TimedShape::of).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
