package org.outeffhop.cli;

import java.util.List;
import java.util.Optional;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.tensor.Engine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether and how eight bits are run. */
final class ExecutionArguments {
  @Option(
      names = "--execute",
      description =
          "Also export each model to ONNX (fp32, int8, int8-dynamic), run the graphs on the same "
              + "batches, and print the quality, size and speed of simulation and execution.")
  private boolean execute;

  @Option(
      names = "--threads",
      description = OptionText.THREADS + " when the graphs are timed (default: all cores).")
  private Integer threads;

  @Option(
      names = "--time-batches",
      split = ",",
      paramLabel = "SIZES",
      description = "Batch sizes to time (default: 1,8).")
  private List<Integer> batches;

  @Option(
      names = "--time-lengths",
      split = ",",
      paramLabel = "TOKENS",
      description =
          "Sequence lengths to time (default: 32,64,128, limited to the model's maximum).")
  private List<Integer> lengths;

  @Option(
      names = "--rounds",
      description =
          "Timed rounds, in each of which every contender runs once (default: 20; fewer if they would "
              + "take more than 20 seconds).")
  private Integer rounds;

  @Mixin private ProcessorOption processor;

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if it cannot be, or would have no effect
   */
  Optional<ExecutionOptions> options() {
    if (!execute) {
      requireAbsent("--threads", threads);
      requireAbsent("--time-batches", batches);
      requireAbsent("--time-lengths", lengths);
      requireAbsent("--rounds", rounds);
      requireAbsent(ProcessorOption.NAME, processor.given().orElse(null));
      return Optional.empty();
    }
    return Optional.of(
        new ExecutionOptions(
            threads == null ? Engine.threads() : threads,
            batches == null ? List.of(1, 8) : batches,
            lengths == null ? List.of() : lengths,
            processor.chosen(),
            rounds == null ? 20 : rounds));
  }

  private static void requireAbsent(String option, Object value) {
    if (value != null) {
      throw new IllegalArgumentException(
          option + " is " + value + ", but nothing is run; it needs --execute");
    }
  }
}
