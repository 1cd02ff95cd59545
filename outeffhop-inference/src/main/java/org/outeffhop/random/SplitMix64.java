package org.outeffhop.random;

import java.util.stream.IntStream;

/**
 * Random numbers that are the same on every Java version.
 *
 * <p>State advances by the golden ratio and is mixed: {@code z = (z ^ z>>>30) * a; z = (z ^ z>>>27)
 * * b; z ^ z>>>31} (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The random numbers of a seed. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /** A separate sequence for each number, all derived from one seed. */
  public SplitMix64(long seed, long sequence) {
    this(mix(mix(seed) + mix(sequence + GOLDEN_GAMMA)));
  }

  /** Uniform over all values. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in 0 to bound - 1, by rejection. */
  public int nextInt(int bound) {
    long largest = (1L << 32) - (1L << 32) % bound;
    long value = nextLong() >>> 32;
    while (value >= largest) {
      value = nextLong() >>> 32;
    }
    return (int) (value % bound);
  }

  /** Endless numbers, uniform in 0 to bound - 1. */
  public IntStream ints(int bound) {
    return IntStream.generate(() -> nextInt(bound));
  }

  /** The numbers 0 to size - 1 in random order (Fisher and Yates). */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
