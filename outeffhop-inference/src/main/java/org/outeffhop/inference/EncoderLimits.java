package org.outeffhop.inference;

import java.time.Duration;
import java.util.Locale;

/**
 * How an {@link Encoder} shares the machine.
 *
 * @param maxBatch texts that are computed together, at most
 * @param maxWait how long a text waits for others to be computed with, besides the time that a
 *     worker needs for the batch before; zero is best unless many clients come in waves
 * @param maxQueue texts that wait, at most
 * @param workers batches that are computed at the same time
 * @param threads that compute one operator of a batch together
 */
public record EncoderLimits(
    int maxBatch, Duration maxWait, int maxQueue, int workers, int threads) {
  private static final int MOST = 1 << 20;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Checks the numbers. */
  public EncoderLimits {
    require("max-batch", maxBatch, MOST);
    require("max-queue", maxQueue, MOST);
    require("workers", workers, 1024);
    require("threads", threads, 1024);
    if (maxWait.isNegative() || maxWait.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "max-wait is %d ms; it must be from 0 to %d",
              maxWait.toMillis(),
              LONGEST.toMillis()));
    }
  }

  /** Batches of 32 of those that wait anyway, a queue of 4096 texts, one batch at a time. */
  public static EncoderLimits ofThreads(int threads) {
    return new EncoderLimits(32, Duration.ZERO, 4096, 1, threads);
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %d; it must be from 1 to %d", name, value, most));
    }
  }
}
