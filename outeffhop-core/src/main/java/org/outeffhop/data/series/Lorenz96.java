package org.outeffhop.data.series;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.outeffhop.series.TimeSeries;

/**
 * dx_i/dt = (x_{i+1} - x_{i-2}) x_{i-1} - x_i + F on a ring of D variables: a chaotic system that
 * stands for the weather on a circle of latitude. At F = 8 errors double in about 0.4 units of
 * time; a step of 0.05 stands for six hours.
 *
 * <p>Lorenz, "Predictability: a problem partly solved", ECMWF 1996. Solved by the classical
 * Runge-Kutta method in double precision from F plus noise in [0, 0.01), the first 1,000 steps
 * being left out.
 *
 * @param variables D, at least 4
 * @param forcing F
 * @param step time between samples
 */
public record Lorenz96(int variables, double forcing, double step) {
  private static final int SPIN_UP = 1000;
  private static final double NOISE = 0.01;

  public Lorenz96 {
    if (variables < 4) {
      throw new IllegalArgumentException("variables is " + variables + "; it must be at least 4");
    }
  }

  /** Eight variables, F = 8, a sample every six hours. */
  public static Lorenz96 weather() {
    return new Lorenz96(8, 8, 0.05);
  }

  /** A stretch of the series, whose start depends on the seed. */
  public TimeSeries generate(int length, long seed) {
    Random random = new Random(seed);
    double[] x = random.doubles(variables).map(noise -> forcing + NOISE * noise).toArray();
    for (int i = 0; i < SPIN_UP; i++) {
      x = next(x);
    }
    float[] values = new float[length * variables];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) x[i % variables];
      if (i % variables == variables - 1) {
        x = next(x);
      }
    }
    List<String> names = IntStream.range(0, variables).mapToObj(i -> "x" + i).toList();
    String name = "Lorenz-96 (D %d, F %s, step %s, seed %d)";
    return new TimeSeries(name.formatted(variables, forcing, step, seed), names, values);
  }

  /** The state a step later. */
  double[] next(double[] x) {
    double[] k1 = derivative(x);
    double[] k2 = derivative(moved(x, k1, step / 2));
    double[] k3 = derivative(moved(x, k2, step / 2));
    double[] k4 = derivative(moved(x, k3, step));
    double[] sum = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
    }
    return moved(x, sum, step);
  }

  private double[] derivative(double[] x) {
    int d = x.length;
    double[] change = new double[d];
    for (int i = 0; i < d; i++) {
      change[i] = (x[(i + 1) % d] - x[(i + d - 2) % d]) * x[(i + d - 1) % d] - x[i] + forcing;
    }
    return change;
  }

  private static double[] moved(double[] x, double[] direction, double by) {
    double[] moved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + by * direction[i];
    }
    return moved;
  }
}
