package org.outeffhop.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A part of a step that is usually short, such as a calibration within a training step. It is told
 * of only once it has taken two seconds.
 */
public final class SlowPart {
  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();

  private final String task;
  private final long total;
  private final Progress progress;
  private final LongSupplier clock;
  private final long begun;
  private long done;

  /**
   * Begins now.
   *
   * @param task what is being done, in a few words
   * @param total units in all
   */
  public SlowPart(String task, long total, Progress progress) {
    this(task, total, progress, System::nanoTime);
  }

  SlowPart(String task, long total, Progress progress, LongSupplier clock) {
    this.task = task;
    this.total = total;
    this.progress = progress;
    this.clock = clock;
    begun = clock.getAsLong();
  }

  /** One more unit is done. */
  public void done() {
    done++;
    if (clock.getAsLong() - begun > PATIENCE) {
      progress.update(task, done, total);
    }
  }
}
