package org.outeffhop.data;

import org.outeffhop.random.SplitMix64;

/**
 * Selects the blocks of a training step.
 *
 * <p>The blocks are shuffled anew every epoch, and every block occurs once per epoch; a batch may
 * span two epochs. The result depends on the step alone, so a resumed run continues exactly as it
 * would have.
 */
public final class BlockSampler {
  private record Epoch(long number, int[] order) {}

  private final int count;
  private final int batchSize;
  private final long seed;
  private volatile Epoch current;

  /**
   * Prepares the order.
   *
   * @param count the number of blocks
   * @param batchSize the number of blocks per step
   * @param seed decides the order
   */
  public BlockSampler(int count, int batchSize, long seed) {
    if (count < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "cannot take batches of "
              + batchSize
              + " from "
              + count
              + " blocks; both must be at least 1");
    }
    this.count = count;
    this.batchSize = batchSize;
    this.seed = seed;
    this.current = shuffle(0);
  }

  /** The blocks of a step, which count from 0. */
  public int[] indices(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + "; it must be at least 0");
    }
    long first = Math.multiplyExact(step, batchSize);
    int[] indices = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      long position = first + i;
      indices[i] = epoch(position / count).order[(int) (position % count)];
    }
    return indices;
  }

  private Epoch epoch(long number) {
    Epoch epoch = current;
    if (epoch.number != number) {
      epoch = shuffle(number);
      current = epoch;
    }
    return epoch;
  }

  private Epoch shuffle(long number) {
    return new Epoch(number, new SplitMix64(seed, number).permutation(count));
  }
}
