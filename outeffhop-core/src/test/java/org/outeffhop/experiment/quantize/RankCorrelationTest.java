package org.outeffhop.experiment.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outeffhop.metrics.RankCorrelation;
import org.outeffhop.metrics.RankedRuns;

/** Against scipy.stats.spearmanr 1.x, and against all permutations and resamples, by numpy. */
class RankCorrelationTest {
  private static final double[] X = {7.18, 6.1, 9.9, 7.18, 15.2};
  private static final double[] Y = {0.1, -0.2, 0.4, 0.3, 0.2};

  private static RankedRuns runs(double[]... losses) {
    return new RankedRuns(List.of(new RankedRuns.Kind(X, losses)));
  }

  @Test
  void equalValuesShareTheirRanksAndNanComesLast() {
    assertArrayEquals(new double[] {2.5, 1, 4, 2.5, 5}, RankCorrelation.ranks(X));
    assertArrayEquals(
        new double[] {3, 1, 2},
        RankCorrelation.ranks(new double[] {Double.NaN, 4, Double.POSITIVE_INFINITY}));
  }

  @Test
  void ofOneSampleItIsSpearmans() {
    assertEquals(0.6155870112510925, runs(Y).rho(), 1e-12);
    double[] cubes = Arrays.stream(X).map(x -> -x * x * x).toArray();
    assertEquals(-1, runs(cubes).rho(), 1e-12);
  }

  @Test
  void samplesOfOtherSizesArePooledByTheirRanks() {
    RankedRuns two =
        new RankedRuns(
            List.of(
                new RankedRuns.Kind(X, new double[][] {Y}),
                new RankedRuns.Kind(new double[] {1, 3, 2}, new double[][] {{1000, 2000, 3000}})));
    assertEquals(0.573579242192679, two.rho(), 1e-12);
    assertEquals(8, two.runs());
  }

  @Test
  void theTestFindsTheShareOfAllPermutations() {
    assertEquals(0.3, runs(Y).p(20_000, 3), 0.02);
    assertEquals(1.0 / 60, runs(X.clone()).p(20_000, 3), 0.005);
  }

  /** All 3125 resamples have the quantiles -0.875 and 1. */
  @Test
  void theIntervalIsThatOfAllResamples() {
    double[] interval = runs(Y).interval(20_000, 3);
    assertEquals(-0.875, interval[0], 0.03);
    assertEquals(1, interval[1], 1e-12);
    assertArrayEquals(interval, runs(Y).interval(20_000, 3));
  }

  /** Further settings of the same runs are no further observations. */
  @Test
  void lossesAtSeveralBitsStayWithTheirRun() {
    RankedRuns once = runs(Y);
    RankedRuns thrice = runs(Y, Y, Y);
    assertEquals(once.rho(), thrice.rho(), 1e-12);
    assertArrayEquals(once.interval(500, 7), thrice.interval(500, 7), 1e-12);
    assertEquals(once.p(500, 7), thrice.p(500, 7), 1e-12);
  }

  @Test
  void whatIsEqualThroughoutHasNoCorrelation() {
    RankedRuns flat = runs(new double[5]);
    assertTrue(Double.isNaN(flat.rho()));
    assertTrue(Double.isNaN(flat.interval(100, 1)[0]));
  }
}
