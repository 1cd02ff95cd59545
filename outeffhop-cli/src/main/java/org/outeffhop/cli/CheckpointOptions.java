package org.outeffhop.cli;

import org.outeffhop.training.resume.CheckpointPolicy;
import picocli.CommandLine.Option;

/** When the state of a run is written, so that an interrupted one goes on exactly. */
final class CheckpointOptions {
  @Option(
      names = "--keep",
      defaultValue = "2",
      description =
          "Number of checkpoints kept while a run is training; a finished run deletes them (default: "
              + "${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--checkpoint-seconds",
      defaultValue = "60",
      description =
          "Seconds between two checkpoints; 0 = do not save by time (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      description =
          "Steps between two checkpoints; 0 = do not save by steps (default: ${DEFAULT-VALUE}).")
  private long steps;

  @Option(
      names = "--resume",
      description =
          "Continue from what the output folder holds, even in the middle of a run. This is also what "
              + "happens without the option.")
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
