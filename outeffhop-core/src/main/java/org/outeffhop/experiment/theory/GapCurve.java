package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Interval;

/**
 * Gaps by some size, and the exponent e of gap ~ x^e with its interval: the percentile bootstrap's
 * of 95%, in which the draws of every size are drawn again.
 *
 * @param name what was trained
 * @param sizes ascending
 * @param x what the gap is a power of, by size
 * @param trained of every size, every draw
 */
record GapCurve(String name, int[] sizes, double[] x, List<List<Trained>> trained) {
  private static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;

  /** A mean gap below this, also a negative one, counts as this: it falls faster than any power. */
  private static final double LEAST = 1e-9;

  /**
   * Trains for every size.
   *
   * @param x what the gap is a power of, by size
   */
  static GapCurve measure(
      String name, int[] sizes, IntToDoubleFunction x, int draws, IntFunction<Trained> training) {
    List<List<Trained>> trained = new ArrayList<>();
    for (int size : sizes) {
      trained.add(IntStream.range(0, draws).mapToObj(draw -> training.apply(size)).toList());
    }
    return new GapCurve(name, sizes, Arrays.stream(sizes).mapToDouble(x).toArray(), trained);
  }

  /** The part from a size on. */
  GapCurve from(int least) {
    int first = (int) IntStream.of(sizes).filter(size -> size < least).count();
    return new GapCurve(
        name,
        Arrays.copyOfRange(sizes, first, sizes.length),
        Arrays.copyOfRange(x, first, x.length),
        trained.subList(first, trained.size()));
  }

  /** The mean gap of every size. */
  double[] gaps() {
    return trained.stream().mapToDouble(draws -> mean(draws, Trained::gap)).toArray();
  }

  double firstGap() {
    return gaps()[0];
  }

  double lastGap() {
    return gaps()[sizes.length - 1];
  }

  /** The accuracy at the largest size. */
  double accuracy() {
    return mean(trained.get(sizes.length - 1), Trained::accuracy);
  }

  /** The largest weight of a pattern at the largest size. */
  double weight() {
    return mean(trained.get(sizes.length - 1), Trained::weight);
  }

  double exponent() {
    return exponent(gaps());
  }

  Interval interval() {
    Random random = new Random(0);
    double[] exponents = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      exponents[i] =
          exponent(trained.stream().mapToDouble(draws -> meanOfResampled(draws, random)).toArray());
    }
    Arrays.sort(exponents);
    int beyond = (int) (TAIL * RESAMPLES);
    return new Interval(exponents[beyond], exponents[RESAMPLES - 1 - beyond]);
  }

  private static double meanOfResampled(List<Trained> draws, Random random) {
    return random
        .ints(draws.size(), 0, draws.size())
        .mapToDouble(draw -> draws.get(draw).gap())
        .average()
        .orElseThrow();
  }

  private static double mean(List<Trained> draws, ToDoubleFunction<Trained> measure) {
    return draws.stream().mapToDouble(measure).average().orElseThrow();
  }

  private double exponent(double[] gaps) {
    return power(x, Arrays.stream(gaps).map(gap -> Math.max(gap, LEAST)).toArray());
  }

  /** The exponent e of y ~ x^e. */
  static double power(double[] x, double[] y) {
    double[] logX = Arrays.stream(x).map(Math::log).toArray();
    double[] logY = Arrays.stream(y).map(Math::log).toArray();
    return LinearFit.of(logX, logY).slope();
  }

  Curve.Line line() {
    return new Curve.Line(
        name,
        false,
        IntStream.of(sizes).mapToObj(size -> (double) size).toList(),
        Arrays.stream(gaps()).map(gap -> Math.max(gap, LEAST)).boxed().toList());
  }
}
