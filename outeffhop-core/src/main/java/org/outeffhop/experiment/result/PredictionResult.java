package org.outeffhop.experiment.result;

import java.util.List;

/**
 * How well outliers in full precision predict what quantization costs.
 *
 * @param correlations by model, bits and predictor; {@value #ALL} for several together
 * @param points the ranks of which the pooled correlations are made
 * @param resamples of the bootstrap
 * @param permutations of the test
 * @param seed of both
 */
public record PredictionResult(
    QuantizationResult quantization,
    List<Correlation> correlations,
    List<Point> points,
    int resamples,
    int permutations,
    long seed) {
  /** Several models or bits together, each ranked on its own. */
  public static final String ALL = "all";

  /** What is to predict the loss. */
  public enum Predictor {
    /** The mean kurtosis of the measured modules. */
    AVERAGE_KURTOSIS("average kurtosis"),
    /** The largest infinity norm of the measured modules. */
    MAXIMUM_INFINITY_NORM("maximum inf. norm");

    private final String words;

    Predictor(String words) {
      this.words = words;
    }

    /** Its value of a model. */
    public double of(QuantizationResult.Model model) {
      return this == AVERAGE_KURTOSIS ? model.averageKurtosis() : model.maximumInfinityNorm();
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A run at some bits by its ranks among the runs of its kind, (rank - 1/2) / number of runs.
   *
   * @param x the predictor's rank
   * @param y the loss's
   */
  public record Point(String run, String bits, Predictor predictor, double x, double y) {}

  /**
   * A rank correlation with the loss of quality; numbers are null where there are too few runs, or
   * all are equal.
   *
   * @param model the kind of model, or {@value #ALL}
   * @param bits as W8A8, or {@value #ALL}
   * @param runs that are compared
   * @param rho from -1 to 1
   * @param low lower end of the interval of 95%
   * @param high its upper end
   * @param p the share of permutations with at least this correlation, of either sign
   */
  public record Correlation(
      String model,
      String bits,
      Predictor predictor,
      int runs,
      Double rho,
      Double low,
      Double high,
      Double p) {}
}
