package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.runtime.TargetProcessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How graphs in ONNX Runtime are timed. */
final class GraphTimes {
  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = OptionText.THREADS + OptionText.DEFAULT)
  private List<Integer> threads;

  @Option(names = "--rounds", defaultValue = "15", description = OptionText.ROUNDS)
  private int rounds;

  @Mixin private ProcessorOption processor;

  List<Integer> threads() {
    return threads;
  }

  TargetProcessor processor() {
    return processor.chosen();
  }

  int rounds() {
    return rounds;
  }
}
