package org.outeffhop.cli;

import org.outeffhop.training.resume.CheckpointPolicy;
import picocli.CommandLine.Option;

/** When the state of a run is written, so that an interrupted one goes on exactly. */
final class CheckpointOptions {
  @Option(
      names = "--keep",
      defaultValue = "2",
      description =
          "Checkpoints of a run that goes on; they are deleted when it is finished (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--checkpoint-seconds",
      defaultValue = "60",
      description = "Seconds between two checkpoints, 0: not by time (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      description = "Steps between two checkpoints, 0: not by steps (default: ${DEFAULT-VALUE}).")
  private long steps;

  @Option(
      names = "--resume",
      description =
          "Go on with what the folder holds, also within a run. This is what happens without the option too.")
  private boolean resume;

  /**
   * As was asked.
   *
   * @throws IllegalArgumentException if a number cannot be
   */
  CheckpointPolicy policy() {
    return new CheckpointPolicy(keep, seconds, steps);
  }
}
