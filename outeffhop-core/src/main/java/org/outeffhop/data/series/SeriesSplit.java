package org.outeffhop.data.series;

/**
 * How a series is divided in time: training first, then validation, then test; what is left over at
 * the end is not used.
 *
 * @param training time steps
 * @param validation time steps
 * @param test time steps
 */
public record SeriesSplit(int training, int validation, int test) {
  /** 12, 4 and 4 months of 30 days in hours, as forecasts of ETTh1 and ETTh2 are compared. */
  public static final SeriesSplit ETT_HOURLY = new SeriesSplit(8640, 2880, 2880);

  /** What {@link #byShares} needs for three parts. */
  public static final int FEWEST_STEPS = 5;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a part is empty
   */
  public SeriesSplit {
    if (training < 1 || validation < 1 || test < 1) {
      throw new IllegalArgumentException(
          "the parts have %d, %d and %d steps; each must have at least 1"
              .formatted(training, validation, test));
    }
  }

  /** 70% for training and 20% for testing, both rounded down, what remains for validation. */
  public static SeriesSplit byShares(int length) {
    int training = (int) (length * 7L / 10);
    int test = (int) (length * 2L / 10);
    return new SeriesSplit(training, length - training - test, test);
  }

  /** The steps of all parts. */
  long total() {
    return (long) training + validation + test;
  }
}
