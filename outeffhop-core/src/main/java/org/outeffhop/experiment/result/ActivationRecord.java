package org.outeffhop.experiment.result;

import java.util.List;

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
      double[] noOp) {}

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
      int usedLevels) {}
}
