package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * Forecasts under several attention methods. Errors are in units of the training part's standard
 * deviation.
 *
 * @param rows one a run
 * @param naiveMse of the forecast that every series stays as it last was
 * @param naiveMae of that forecast
 * @param settings what shaped the runs, by name
 * @param seconds of the whole comparison
 */
public record ForecastResult(
    List<Row> rows,
    double naiveMse,
    double naiveMae,
    Map<String, Object> settings,
    double seconds) {
  public ForecastResult {
    rows = List.copyOf(rows);
  }

  /**
   * What one run measured on the test part.
   *
   * @param attention the attention method
   * @param seed of weights and data order
   * @param epochs trained
   * @param bestEpoch that of the lowest validation error, whose weights were measured
   * @param parameters trained scalars
   * @param averageKurtosis mean over the measured modules
   * @param maximumInfinityNorm the largest module's
   * @param validationMse at the best epoch
   * @param mse mean squared error
   * @param mae mean absolute error
   * @param mseW8a8 the same after static per-tensor W8A8 by simulation
   * @param maeW8a8 the same after it
   * @param seconds of training and measuring
   */
  public record Row(
      String attention,
      long seed,
      int epochs,
      int bestEpoch,
      long parameters,
      double averageKurtosis,
      double maximumInfinityNorm,
      double validationMse,
      double mse,
      double mae,
      double mseW8a8,
      double maeW8a8,
      double seconds) {}
}
