package org.outeffhop.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Warns once when the process's memory grows steadily: the least memory of each of six stretches of
 * updates, one behind the other, is more than that of the one before, and together by 64 MiB or
 * more. The first stretch, in which caches fill, does not count.
 */
public final class MemoryGuard implements TrainingListener {
  private static final int STRETCHES = 6;
  private static final long LEAST_GROWTH = 64L << 20;
  private static final double MEBIBYTE = 1L << 20;

  private final LongSupplier residentBytes;
  private final int stretch;
  private final Consumer<String> warning;
  private final Deque<Long> least = new ArrayDeque<>();
  private long lowest = Long.MAX_VALUE;
  private int updates;
  private boolean warm;
  private boolean warned;

  /**
   * Watches a process.
   *
   * @param residentBytes what it holds now
   * @param stretch updates in a stretch
   */
  public MemoryGuard(LongSupplier residentBytes, int stretch, Consumer<String> warning) {
    this.residentBytes = residentBytes;
    this.stretch = stretch;
    this.warning = warning;
  }

  @Override
  public void onStep(StepResult result) {
    if (warned) {
      return;
    }
    lowest = Math.min(lowest, residentBytes.getAsLong());
    if (++updates % stretch != 0) {
      return;
    }
    if (warm) {
      add(lowest, result.step());
    }
    warm = true;
    lowest = Long.MAX_VALUE;
  }

  private void add(long bytes, long step) {
    if (!least.isEmpty() && bytes <= least.getLast()) {
      least.clear();
    }
    least.addLast(bytes);
    if (least.size() > STRETCHES) {
      least.removeFirst();
    }
    long growth = bytes - least.getFirst();
    if (least.size() == STRETCHES && growth >= LEAST_GROWTH) {
      warned = true;
      double slope = growth / MEBIBYTE / ((STRETCHES - 1.0) * stretch);
      warning.accept(
          String.format(
              Locale.ROOT,
              "memory use grows steadily, by %.3g MiB per step: %,.0f MiB at step %,d",
              slope,
              bytes / MEBIBYTE,
              step));
    }
  }
}
