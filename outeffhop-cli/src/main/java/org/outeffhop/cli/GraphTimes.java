package org.outeffhop.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** How graphs in ONNX Runtime are timed. */
final class GraphTimes {
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

  List<Integer> threads() {
    return threads;
  }

  int rounds() {
    return rounds;
  }
}
