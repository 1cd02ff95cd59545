package org.outeffhop.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs of some kinds of models, ranked by a predictor and by their losses.
 *
 * <p>A run's losses at several bits are no independent observations. So runs, with all their
 * losses, are drawn again for the interval (the percentile bootstrap) and exchanged for the test,
 * both within their kind.
 *
 * @param kinds by kind of model: each the runs' predictors and losses
 */
public record RankedRuns(List<Kind> kinds) {
  private static final double TAIL = 0.025;

  /**
   * Runs of one kind.
   *
   * @param x the predictor of every run
   * @param losses of every run at every setting, [settings][runs]
   */
  public record Kind(double[] x, double[][] losses) {
    int runs() {
      return x.length;
    }
  }

  /** The number of runs, of all kinds together. */
  public int runs() {
    return kinds.stream().mapToInt(Kind::runs).sum();
  }

  /** The coefficient of the runs as they are. */
  public double rho() {
    return rho(RankedRuns::identity, false);
  }

  /**
   * The coefficient of chosen runs.
   *
   * @param choice of a kind's runs, by their number
   * @param predictorsAlone whether losses stay as they are
   */
  private double rho(IntFunction<int[]> choice, boolean predictorsAlone) {
    RankCorrelation correlation = new RankCorrelation();
    for (Kind kind : kinds) {
      int[] runs = choice.apply(kind.runs());
      double[] x = chosen(kind.x(), runs);
      for (double[] losses : kind.losses()) {
        correlation.add(x, predictorsAlone ? losses : chosen(losses, runs));
      }
    }
    return correlation.value();
  }

  /**
   * The interval of 95%; samples without a coefficient are left out.
   *
   * @return the lower and the upper end, NaN where there are none
   */
  public double[] interval(int resamples, long seed) {
    Random random = new Random(seed);
    double[] sorted =
        IntStream.range(0, resamples)
            .mapToDouble(i -> rho(runs -> random.ints(runs, 0, runs).toArray(), false))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    int beyond = (int) Math.floor(TAIL * sorted.length);
    return new double[] {sorted[beyond], sorted[sorted.length - 1 - beyond]};
  }

  /** The share of exchanges, the given order included, with at least this coefficient's size. */
  public double p(int permutations, long seed) {
    Random random = new Random(seed);
    double size = Math.abs(rho()) - 1e-12;
    long asLarge =
        IntStream.range(0, permutations)
            .mapToDouble(i -> rho(runs -> shuffled(runs, random), true))
            .filter(rho -> Math.abs(rho) >= size)
            .count();
    return (asLarge + 1.0) / (permutations + 1.0);
  }

  private static int[] shuffled(int size, Random random) {
    int[] order = identity(size);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static int[] identity(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static double[] chosen(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }
}
