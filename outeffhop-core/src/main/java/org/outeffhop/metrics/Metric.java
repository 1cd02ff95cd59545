package org.outeffhop.metrics;

/**
 * A measure of quality over any number of batches: {@link #update} takes in one, {@link #compute}
 * gives the value over all since the beginning or the last {@link #reset}. It holds no tensor.
 *
 * @param <S> what is seen of one batch
 */
public interface Metric<S> {
  /** Takes in a batch. */
  void update(S seen);

  /**
   * The quality over all batches.
   *
   * @throws IllegalStateException before the first batch
   */
  Quality compute();

  /** Forgets all batches. */
  void reset();

  /**
   * Checks that there is something to compute from.
   *
   * @throws IllegalStateException if there is nothing
   */
  static void requireSeen(long count) {
    if (count == 0) {
      throw new IllegalStateException("a metric was asked for its value before the first batch");
    }
  }
}
