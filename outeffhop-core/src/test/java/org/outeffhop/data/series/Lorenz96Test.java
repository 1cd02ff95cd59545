package org.outeffhop.data.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.outeffhop.series.TimeSeries;

class Lorenz96Test {
  private static final double[] STATE = {1, -2, 0.5, 3, 4};

  private static double[] after(double time, int steps) {
    Lorenz96 system = new Lorenz96(5, 8, time / steps);
    double[] x = STATE.clone();
    for (int i = 0; i < steps; i++) {
      x = system.next(x);
    }
    return x;
  }

  @Test
  void theForcingEverywhereIsAtRest() {
    double[] rest = {8, 8, 8, 8};
    assertArrayEquals(rest, new Lorenz96(4, 8, 0.05).next(rest), 1e-12);
  }

  /** Variable 0 by hand: (x1 - x3) x4 - x0 + F = (-2 - 3) 4 - 1 + 8 = -13. */
  @Test
  void aTinyStepFollowsTheEquation() {
    double step = 1e-6;
    double[] x = new Lorenz96(5, 8, step).next(STATE);
    assertEquals(-13, (x[0] - STATE[0]) / step, 1e-3);
    assertEquals((0.5 - 4) * 1 + 2 + 8, (x[1] - STATE[1]) / step, 1e-3);
  }

  @Test
  void halvingTheStepDividesTheErrorBySixteen() {
    double[] exact = after(0.1, 400);
    double coarse = distance(after(0.1, 4), exact);
    double fine = distance(after(0.1, 8), exact);
    assertEquals(16, coarse / fine, 3);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void theSeedDecidesAndTheSeriesStaysBounded() {
    TimeSeries series = Lorenz96.weather().generate(500, 1);
    assertEquals(500, series.length());
    assertEquals(8, series.channels());
    assertArrayEquals(series.values(), Lorenz96.weather().generate(500, 1).values());
    assertNotEquals(series.at(499, 0), Lorenz96.weather().generate(500, 2).at(499, 0));
    double largest = 0;
    for (float value : series.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 8 && largest < 20, "largest " + largest);
  }
}
