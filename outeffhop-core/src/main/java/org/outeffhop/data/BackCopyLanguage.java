package org.outeffhop.data;

import java.util.Arrays;
import org.outeffhop.random.SplitMix64;

/**
 * A language in which a head that copies backward has something to do at few places and nothing
 * elsewhere (after Guo et al. 2024, "Active-Dormant Attention Heads", arXiv 2410.13835).
 *
 * <p>x_1 is drawn by the letters' shares. x_t+1 is x_t-1 where x_t is a trigger that was drawn and
 * t is at least 2; else it is drawn from row x_t of the {@link BigramTable}. So a copied letter is
 * never followed by a copy; else a sequence that begins with two triggers would be those two in
 * turn to its end.
 */
final class BackCopyLanguage {
  private final BigramTable table;
  private final long seed;
  private final double[] first;
  private final double[][] rows;

  BackCopyLanguage(BigramTable table, long seed) {
    this.table = table;
    this.seed = seed;
    first = sums(table.first());
    rows = new double[table.letters()][];
    for (int i = 0; i < rows.length; i++) {
      int start = i * rows.length;
      rows[i] = sums(Arrays.copyOfRange(table.rows(), start, start + rows.length));
    }
  }

  private static double[] sums(double[] probabilities) {
    double[] sums = probabilities.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }

  /** The letters of a sequence, each sequence with its own random numbers. */
  int[] letters(long sequence, int count) {
    SplitMix64 random = new SplitMix64(seed, 1 + sequence);
    int[] letters = new int[count];
    boolean copied = true;
    for (int t = 0; t < count; t++) {
      boolean copies = !copied && letters[t - 1] < table.triggers();
      if (copies) {
        letters[t] = letters[t - 2];
      } else {
        letters[t] = drawn(t == 0 ? first : rows[letters[t - 1]], random.nextDouble());
      }
      copied = copies || t == 0;
    }
    return letters;
  }

  /** The first letter whose sum of probabilities is above a number. */
  private static int drawn(double[] sums, double number) {
    int found = Arrays.binarySearch(sums, number);
    int above = found >= 0 ? found + 1 : -found - 1;
    return Math.min(above, sums.length - 1);
  }
}
