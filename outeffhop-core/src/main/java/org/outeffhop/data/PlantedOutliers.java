package org.outeffhop.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.outeffhop.random.SplitMix64;

/**
 * Numbers planted between the letters of a text: each place holds one with the same probability,
 * whatever stands around it, and which of them is drawn uniformly. The letters go on as if it were
 * not there, so it says nothing about what follows.
 *
 * @param share p, the probability of a place
 * @param numbers how many there are: 0, 1, ..
 */
record PlantedOutliers(double share, int numbers) {
  /** A place that holds a letter. */
  static final int LETTER = -1;

  static final double MOST = 0.9;
  static final int MOST_NUMBERS = 1024;

  PlantedOutliers {
    if (!(share >= 0 && share <= MOST)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: outliers is %s; it is the share of places that hold one, from 0 to %s",
              BackCopySettings.NAME,
              share,
              MOST));
    }
  }

  /** Whether there are any. */
  boolean isPlanted() {
    return share > 0;
  }

  /** What is planted, as it is written. */
  List<String> words() {
    return isPlanted()
        ? IntStream.range(0, numbers).mapToObj(Integer::toString).toList()
        : List.of();
  }

  /**
   * What each place of a sequence holds: a number, or {@link #LETTER}. The random numbers are not
   * those of the letters.
   */
  int[] places(long seed, long sequence, int count) {
    int[] places = new int[count];
    SplitMix64 random = new SplitMix64(seed, -1 - sequence);
    for (int t = 0; t < count; t++) {
      places[t] = random.nextDouble() < share ? random.nextInt(numbers) : LETTER;
    }
    return places;
  }

  /**
   * What a place adds to the entropy, in nats: -p ln p - (1 - p) ln(1 - p) for whether it holds a
   * number, and p ln n for which. Letters add theirs where it holds none.
   */
  double entropy() {
    return uncertainty(share) + uncertainty(1 - share) + share * StrictMath.log(numbers);
  }

  private static double uncertainty(double probability) {
    return probability > 0 ? -probability * StrictMath.log(probability) : 0;
  }
}
