package org.outeffhop.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.BinomialBounds;

class SplitMix64Test {
  /** The first outputs of the authors' C program for the seed 1234567, and the JDK's own class. */
  @Test
  void theSequenceIsThatOfTheAuthors() {
    SplitMix64 random = new SplitMix64(1234567);
    SplittableRandom reference = new SplittableRandom(1234567);
    assertEquals(6457827717110365317L, random.nextLong());
    assertEquals(6457827717110365317L, reference.nextLong());
    for (int i = 0; i < 1000; i++) {
      assertEquals(reference.nextLong(), random.nextLong());
    }
  }

  @Test
  void boundedNumbersAreUniform() {
    int[] counts = new int[7];
    SplitMix64 random = new SplitMix64(3, 1);
    for (int i = 0; i < 20_000; i++) {
      counts[random.nextInt(7)]++;
    }
    for (int count : counts) {
      BinomialBounds.assertPlausible(count, 20_000, 1.0 / 7, "one of seven numbers");
    }
  }

  @Test
  void everyPermutationOfThreeIsAsLikely() {
    int[] counts = new int[27];
    SplitMix64 random = new SplitMix64(3, 2);
    for (int i = 0; i < 12_000; i++) {
      int[] order = random.permutation(3);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    assertEquals(6, Arrays.stream(counts).filter(count -> count > 0).count());
    Arrays.stream(counts)
        .filter(count -> count > 0)
        .forEach(count -> BinomialBounds.assertPlausible(count, 12_000, 1.0 / 6, "one of six"));
  }

  @Test
  void aPermutationHoldsEveryNumber() {
    int[] order = new SplitMix64(9).permutation(1000);
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, 1000).toArray(), order);
  }

  @Test
  void sequencesOfOneSeedDiffer() {
    assertNotEquals(new SplitMix64(0, 0).nextLong(), new SplitMix64(0, 1).nextLong());
    assertNotEquals(new SplitMix64(0, 1).nextLong(), new SplitMix64(1, 0).nextLong());
  }
}
