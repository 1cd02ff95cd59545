package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What some heads attend to and how some activations are distributed, on the first batch of
 * held-out data.
 *
 * @param positions the text at each position of the first sample; empty where there is none
 * @param heads those that do least
 * @param histograms of modules with outliers
 */
public record ActivationRecord(
    List<String> positions, List<Head> heads, List<Histogram> histograms) {
  private static final int MOST_LEVELS = 1 << 16;

  /** Copies the lists, which must not be missing. */
  public ActivationRecord {
    positions = copy("positions", positions);
    heads = copy("heads", heads);
    histograms = copy("histograms", histograms);
  }

  private static <T> List<T> copy(String name, List<T> list) {
    require(list != null && list.stream().allMatch(Objects::nonNull), name + " is not a full list");
    return List.copyOf(list);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * A head's weights on the first sample, of its first positions.
   *
   * @param module the attention module
   * @param head from 0
   * @param noOpShare the mean over all queries of 1 - sum of the weights, what a no-op pattern got
   * @param parkedShare the largest mean over all queries of the weight of one key
   * @param weights [queries][keys]
   * @param noOp 1 - sum of the weights, by query
   */
  public record Head(
      String module,
      int head,
      double noOpShare,
      double parkedShare,
      List<double[]> weights,
      double[] noOp) {
    /** Checks that there is a row of weights for every query, and one weight of every key. */
    public Head {
      require(module != null, "a head has no module");
      weights = copy("weights of a head", weights);
      int keys = weights.isEmpty() ? 0 : weights.get(0).length;
      require(keys > 0, "a head has no weights");
      for (double[] row : weights) {
        require(
            row.length == keys,
            String.format(
                Locale.ROOT, "a head has rows of %d and of %d weights", keys, row.length));
      }
      require(
          noOp != null && noOp.length == weights.size(),
          String.format(
              Locale.ROOT,
              "a head has %d rows of weights and %d of no_op",
              weights.size(),
              noOp == null ? 0 : noOp.length));
    }
  }

  /**
   * How often a module's outputs take which values.
   *
   * @param smallest the lower end of the first bin
   * @param width of a bin
   * @param counts by bin
   * @param gridStart the lowest level of the grid that calibration chose
   * @param gridStep between two levels
   * @param levels of the grid
   * @param usedLevels the fewest levels that hold 99% of the values
   */
  public record Histogram(
      String module,
      double smallest,
      double width,
      long[] counts,
      double gridStart,
      double gridStep,
      int levels,
      int usedLevels) {
    /** Checks the number of levels, which is at most that of 16 bits. */
    public Histogram {
      require(module != null && counts != null, "a histogram has no module or no counts");
      require(
          levels >= 0 && levels <= MOST_LEVELS,
          String.format(
              Locale.ROOT, "a histogram has %d levels; the limit is %d", levels, MOST_LEVELS));
    }
  }
}
