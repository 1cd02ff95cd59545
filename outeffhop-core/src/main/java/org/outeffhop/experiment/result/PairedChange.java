package org.outeffhop.experiment.result;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How a measure changes from one attention method to another, in pairs of runs of one seed.
 *
 * <p>For a seed it is the mean over the pairs of what the unit says: of log(b / a) for a ratio, of
 * b - a for a difference. The change is the mean of that over the seeds. Its interval is the
 * percentile bootstrap's of 95%: seeds are drawn again with all of their pairs.
 *
 * @param pairs the models, and the methods from which and to which
 * @param unit of all that follows
 * @param seeds that all pairs have
 * @param bySeed the change of each of these seeds
 * @param estimate null where seeds are too few, or a value is not finite
 */
public record PairedChange(
    List<Pair> pairs,
    ComparedMeasure measure,
    ChangeUnit unit,
    List<Long> seeds,
    List<Double> bySeed,
    Estimate estimate) {
  /** The fewest seeds from which an interval is given. */
  public static final int LEAST_SEEDS = 3;

  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /** Two methods that were run in one model. */
  public record Pair(String model, String from, String to) {}

  /**
   * A mean over seeds with its interval of 95%.
   *
   * @param low the lower end
   * @param high the upper end
   */
  public record Estimate(double change, double low, double high) {
    /** Whether the interval leaves out 0. */
    public boolean isToldApart() {
      return low > 0 || high < 0;
    }
  }

  /**
   * The change from what every seed's pairs have on average.
   *
   * @param values of every seed, as {@link ChangeUnit#between} gives them
   */
  static PairedChange of(
      List<Pair> pairs,
      ComparedMeasure measure,
      ChangeUnit unit,
      List<Long> seeds,
      double[] values) {
    boolean enough =
        values.length >= LEAST_SEEDS && Arrays.stream(values).allMatch(Double::isFinite);
    return new PairedChange(
        pairs,
        measure,
        unit,
        seeds,
        Arrays.stream(values).map(unit::shown).boxed().toList(),
        enough ? estimate(unit, values) : null);
  }

  private static Estimate estimate(ChangeUnit unit, double[] values) {
    Random random = new Random(0);
    double[] means =
        IntStream.range(0, RESAMPLES)
            .mapToDouble(
                i ->
                    random
                        .ints(values.length, 0, values.length)
                        .mapToDouble(seed -> values[seed])
                        .average()
                        .orElseThrow())
            .sorted()
            .toArray();
    int beyond = (int) (TAIL * RESAMPLES);
    return new Estimate(
        unit.shown(Arrays.stream(values).average().orElseThrow()),
        unit.shown(means[beyond]),
        unit.shown(means[RESAMPLES - 1 - beyond]));
  }
}
