package org.outeffhop.cli;

import java.time.Duration;
import org.outeffhop.inference.EncoderLimits;
import picocli.CommandLine.Option;

/** How texts that come at about the same time are computed together. */
final class BatchingOptions {
  @Option(
      names = "--max-batch",
      defaultValue = "32",
      description = "Texts that are computed together, at most (default: ${DEFAULT-VALUE}).")
  private int maxBatch;

  @Option(
      names = "--max-wait",
      paramLabel = "MS",
      defaultValue = "0",
      description =
          "Milliseconds that a text waits for others to be computed with; those that come during a "
              + "batch share the next one anyway (default: ${DEFAULT-VALUE}).")
  private int maxWait;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = OptionText.THREADS + OptionText.DEFAULT)
  private int threads;

  /**
   * The limits of an encoder.
   *
   * @throws IllegalArgumentException if a number cannot be
   */
  EncoderLimits limits(int maxQueue, int workers) {
    return new EncoderLimits(maxBatch, Duration.ofMillis(maxWait), maxQueue, workers, threads);
  }
}
