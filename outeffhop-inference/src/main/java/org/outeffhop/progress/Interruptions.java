package org.outeffhop.progress;

import java.util.concurrent.CancellationException;

/** Where a long task looks, between two of its parts, whether it is to end. */
public final class Interruptions {
  private Interruptions() {}

  /**
   * Ends what a thread does if it was interrupted, which it stays.
   *
   * @param where it is, for the message
   * @throws CancellationException if the thread was interrupted
   */
  public static void check(String where) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted at " + where + "; give the same command again");
    }
  }
}
