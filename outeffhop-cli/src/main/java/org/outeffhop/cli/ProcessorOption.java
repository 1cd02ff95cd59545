package org.outeffhop.cli;

import java.util.Optional;
import org.outeffhop.runtime.TargetProcessor;
import picocli.CommandLine.Option;

/** Which processors eight-bit graphs are made for. */
final class ProcessorOption {
  static final String NAME = "--cpu";

  @Option(
      names = NAME,
      paramLabel = "any|vnni",
      description =
          "Processors that graphs in eight bits are made for: any (weights of 7 bits, which no "
              + "processor's products overflow) or vnni (8 bits, for x86 with VNNI and for Arm) "
              + "(default: any).")
  private String name;

  /**
   * What was given.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  Optional<TargetProcessor> given() {
    return Optional.ofNullable(name).map(TargetProcessor::of);
  }

  /**
   * What was given, or the default.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  TargetProcessor chosen() {
    return given().orElse(TargetProcessor.ANY);
  }
}
