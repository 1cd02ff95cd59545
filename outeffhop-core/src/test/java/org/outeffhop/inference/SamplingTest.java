package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.random.SplitMix64;

/**
 * Tokens drawn by the numbers of a seed, which were computed from SplitMix64's definition outside
 * Java: seed 1 gives 0.268, 0.929, 0.634, 0.388, 0.138, 0.919, 0.438, 0.294, ...
 */
class SamplingTest {
  /** Of three tokens, between two that do not belong to them: 0.2, 0.5 and 0.3. */
  private static final float[] SCORES = {
    99, (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3), 99
  };

  private static List<Integer> drawn(double temperature, int topK, long seed, int count) {
    Sampling sampling = new Sampling(1, temperature, topK, seed);
    SplitMix64 random = sampling.random();
    return IntStream.range(0, count).mapToObj(i -> sampling.next(SCORES, 1, 3, random)).toList();
  }

  @Test
  void temperatureZeroIsTheLikeliest() {
    assertEquals(List.of(1, 1, 1), drawn(0, 0, 5, 3));
  }

  /** Likeliest first, 0.5 of the unit interval are token 1, the next 0.3 token 2, the rest 0. */
  @Test
  void temperatureOneDrawsByTheProbabilities() {
    assertEquals(List.of(1, 0, 2, 1, 1, 0, 1, 1, 2, 1, 0, 1), drawn(1, 0, 1, 12));
    assertEquals(List.of(0, 2, 1, 1, 1, 1, 2, 0, 1, 0, 1, 0), drawn(1, 0, 5, 12));
  }

  /** The probabilities' square roots, normalised: 0.4154, 0.3218 and 0.2628. */
  @Test
  void temperatureTwoDrawsByTheirRoots() {
    assertEquals(List.of(1, 0, 2, 1, 1, 0, 2, 1, 2, 1, 0, 1), drawn(2, 0, 1, 12));
  }

  /** 0.5 and 0.3 are left; normalised 0.625 and 0.375. */
  @Test
  void onlyTheTopAreDrawn() {
    assertEquals(List.of(1, 2, 2, 1, 1, 2, 1, 1, 2, 1, 2, 1), drawn(1, 2, 1, 12));
    assertEquals(Collections.nCopies(12, 1), drawn(1, 1, 1, 12));
  }

  @Test
  void moreThanThereAreIsAll() {
    assertEquals(drawn(1, 0, 5, 12), drawn(1, 3, 5, 12));
    assertEquals(drawn(1, 0, 5, 12), drawn(1, 1000, 5, 12));
  }

  @Test
  void ofEqualScoresTheFirstIsTheLikeliest() {
    float[] tied = {1, 3, 3, 2, 3};
    SplitMix64 random = new SplitMix64(0);
    assertEquals(1, new Sampling(1, 0, 0, 0).next(tied, 0, 5, random));
    assertEquals(0, new Sampling(1, 0, 0, 0).next(tied, 2, 3, random), "counted from the first");
    assertEquals(1, new Sampling(1, 1, 1, 0).next(tied, 0, 5, random), "as among the top");
  }

  @Test
  void oneTokenIsAlwaysIt() {
    SplitMix64 random = new SplitMix64(0);
    for (double temperature : new double[] {0, 0.01, 1, 1e9}) {
      assertEquals(0, new Sampling(1, temperature, 0, 0).next(new float[] {-5}, 0, 1, random));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, max-new-tokens is 0; it must be at least 1",
    "1, -0.5, 0, temperature is -0.5; it must be a number of at least 0",
    "1, NaN, 0, temperature is NaN; it must be a number of at least 0",
    "1, Infinity, 0, temperature is Infinity; it must be a number of at least 0",
    "1, 1, -1, top-k is -1; it must be at least 0"
  })
  void whatCannotBeIsNamed(int tokens, double temperature, int topK, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class, () -> new Sampling(tokens, temperature, topK, 0))
            .getMessage());
  }
}
