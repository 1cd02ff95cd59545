package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.outeffhop.inference.result.InferenceResult.Candidate;

class ProbabilitiesTest {
  private static final float LOG_TWO = 0.6931472f;
  private static final float LOG_FIVE = 1.609438f;

  /** exp(0) : exp(log 2) : exp(log 5) = 1 : 2 : 5. */
  @Test
  void exponentialsAreNormalised() {
    float[] scores = {99, 0, LOG_TWO, LOG_FIVE, 99};
    assertArrayEquals(
        new double[] {0.125, 0.25, 0.625}, Probabilities.of(scores, 1, 3, 1).values(), 1e-7);
  }

  /** At temperature 1/2 the ratios are squared, 1 : 4 : 25; at 2 they are square roots. */
  @Test
  void aTemperatureDividesTheScores() {
    float[] scores = {0, LOG_TWO, LOG_FIVE};
    assertArrayEquals(
        new double[] {1 / 30.0, 4 / 30.0, 25 / 30.0},
        Probabilities.of(scores, 0, 3, 0.5).values(),
        1e-7);
    double sum = 1 + Math.sqrt(2) + Math.sqrt(5);
    assertArrayEquals(
        new double[] {1 / sum, Math.sqrt(2) / sum, Math.sqrt(5) / sum},
        Probabilities.of(scores, 0, 3, 2).values(),
        1e-7);
  }

  @Test
  void largeScoresAndATinyTemperatureDoNotOverflow() {
    float[] scores = {3e38f, -3e38f, 3e38f};
    assertArrayEquals(new double[] {0.5, 0, 0.5}, Probabilities.of(scores, 0, 3, 1e-6).values(), 0);
  }

  @Test
  void oneScoreIsCertain() {
    assertArrayEquals(new double[] {1}, Probabilities.of(new float[] {-7}, 0, 1, 0.1).values(), 0);
  }

  @Test
  void theLargestComeFirstAndOfEqualOnesTheFirst() {
    Probabilities tied = new Probabilities(new double[] {0.1, 0.3, 0.2, 0.3, 0.1});
    assertArrayEquals(new int[] {1, 3, 2, 0, 4}, tied.best(5));
    assertArrayEquals(new int[] {1, 3, 2}, tied.best(3));
    assertArrayEquals(new int[] {1, 3, 2, 0, 4}, tied.best(100), "there are no more than five");
    assertEquals(
        List.of(new Candidate("#1", 0.3), new Candidate("#3", 0.3)),
        tied.candidates(2, id -> "#" + id));
  }
}
