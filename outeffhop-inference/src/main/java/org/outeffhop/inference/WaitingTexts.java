package org.outeffhop.inference;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Texts that wait to be computed, and how they become batches: the one that waits longest, with
 * those behind it whose lengths are near its own.
 */
final class WaitingTexts {
  /** Tokens in a batch, padding included, at most, if it has more than one text. */
  private static final int TOKENS = 4096;

  /** A text may be longer or shorter by so much of the length, and so many tokens, than another. */
  private static final double NEAR = 0.25;

  private static final int NEAR_TOKENS = 4;

  /**
   * A text that waits.
   *
   * @param ids its tokens
   * @param vector what it becomes
   * @param since when it came, as {@link System#nanoTime} says it
   */
  record Text(int[] ids, CompletableFuture<float[]> vector, long since) {
    private boolean isNear(Text other) {
      int longer = Math.max(ids.length, other.ids.length);
      int shorter = Math.min(ids.length, other.ids.length);
      return longer - shorter <= Math.max(NEAR_TOKENS, NEAR * longer);
    }
  }

  private final EncoderLimits limits;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedList<Text> texts = new LinkedList<>();
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param batches whether texts may be computed together
   */
  WaitingTexts(EncoderLimits limits, boolean batches) {
    this.limits = limits;
    most = batches ? limits.maxBatch() : 1;
  }

  /**
   * Takes texts in, all or none.
   *
   * @throws QueueFullException if they would be too many
   * @throws IllegalStateException after {@link #close}
   */
  void add(List<Text> more) {
    lock.lock();
    try {
      requireOpen();
      if (texts.size() + more.size() > limits.maxQueue()) {
        throw new QueueFullException(
            String.format(
                Locale.ROOT,
                "%d texts wait and %d came; the queue takes %d: try again later",
                texts.size(),
                more.size(),
                limits.maxQueue()));
      }
      texts.addAll(more);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Checks that texts are taken in.
   *
   * @throws IllegalStateException after {@link #close}
   */
  void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the encoder is closed");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batch, as soon as it is full or its first text has waited long enough; empty after
   * {@link #close} when none is left.
   */
  List<Text> take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (texts.isEmpty()) {
          if (closed) {
            return List.of();
          }
          changed.await();
          continue;
        }
        long left = texts.getFirst().since() + limits.maxWait().toNanos() - System.nanoTime();
        if (closed || texts.size() >= most || left <= 0) {
          return batch();
        }
        changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Text> batch() {
    Text first = texts.removeFirst();
    List<Text> batch = new ArrayList<>(List.of(first));
    int longest = first.ids().length;
    Iterator<Text> others = texts.iterator();
    while (batch.size() < most && others.hasNext()) {
      Text other = others.next();
      int padded = Math.max(longest, other.ids().length);
      if (first.isNear(other) && padded * (batch.size() + 1) <= TOKENS) {
        longest = padded;
        batch.add(other);
        others.remove();
      }
    }
    return batch;
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return texts.size();
    } finally {
      lock.unlock();
    }
  }

  /** Refuses what comes later; what waits is still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
