package org.outeffhop.experiment.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityBoundTest {
  @Test
  void lambertsFunctionAtKnownPlaces() {
    assertEquals(0.5671432904097838, CapacityBound.lambertOfExp(0), 1e-14, "the omega constant");
    assertEquals(1, CapacityBound.lambertOfExp(1), 1e-14);
    assertEquals(1.7455280027406994, CapacityBound.lambertOfExp(Math.log(10)), 1e-14);
    assertEquals(0.09127652716086226, CapacityBound.lambertOfExp(Math.log(0.1)), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-40, -3, 0.5, 3, 50, 900})
  void lambertsFunctionSolvesItsEquation(double y) {
    double w = CapacityBound.lambertOfExp(y);
    assertEquals(y, w + Math.log(w), 1e-12 * Math.max(1, Math.abs(y)));
  }

  /** With as many patterns as promised they are just as far apart as retrieval needs. */
  @ParameterizedTest
  @ValueSource(ints = {5, 20, 75})
  void thePromiseMeetsTheConditionItComesFrom(int d) {
    double m = 3 * Math.sqrt(d - 1);
    CapacityBound bound = new CapacityBound(d, m, 1, 0.4, 0.001);
    double patterns = bound.patterns();
    double c = Math.pow(patterns / Math.sqrt(0.001), 4.0 / (d - 1));
    double separation = m * m / (5 * c);
    double needed = Math.log(2 * m * patterns / 0.4) + 1;
    assertEquals(needed, separation, 1e-9 * needed);
  }

  @Test
  void itGrowsExponentiallyInTheDimension() {
    double last = 0;
    for (int d = 20; d <= 80; d += 20) {
      double logarithm =
          Math.log(new CapacityBound(d, 3 * Math.sqrt(d - 1), 1, 0.4, 0.01).patterns());
      assertTrue(logarithm > last + 3, d + ": " + logarithm + " after " + last);
      last = logarithm;
    }
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new CapacityBound(8, 1, 1, 1, 1));
    assertEquals("the probability of failure is 1.0; it must be between 0 and 1", e.getMessage());
  }
}
