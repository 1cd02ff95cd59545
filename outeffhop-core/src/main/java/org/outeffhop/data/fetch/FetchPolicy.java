package org.outeffhop.data.fetch;

import java.time.Duration;

/**
 * Timeouts and retries of downloads.
 *
 * @param connectTimeout the longest wait for a connection
 * @param stallTimeout the longest wait for an answer, and for the next bytes of it
 * @param attempts how often an address is tried when the connection breaks or the server is busy
 * @param backOff the wait before the second attempt; it doubles with each
 * @param redirects how many redirects are followed
 */
public record FetchPolicy(
    Duration connectTimeout, Duration stallTimeout, int attempts, Duration backOff, int redirects) {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Checks that there is at least one attempt. */
  public FetchPolicy {
    if (attempts < 1 || redirects < 0) {
      throw new IllegalArgumentException(
          "attempts is %d and redirects is %d; they must be at least 1 and 0"
              .formatted(attempts, redirects));
    }
  }

  /** 20 s for a connection, 60 s for bytes, 6 attempts with 1 to 16 s between, 10 redirects. */
  public static FetchPolicy standard() {
    return new FetchPolicy(
        Duration.ofSeconds(20), Duration.ofSeconds(60), 6, Duration.ofSeconds(1), 10);
  }

  /** The wait after the attempt of this number, from 1: {@code backOff} 2^(attempt - 1). */
  Duration waitAfter(int attempt) {
    return atMost(backOff.multipliedBy(1L << Math.min(attempt - 1, 16)));
  }

  /** A wait that a server asks for, within bounds. */
  static Duration atMost(Duration wait) {
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
