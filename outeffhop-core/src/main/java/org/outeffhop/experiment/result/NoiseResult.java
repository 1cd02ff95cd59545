package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * What noise in the query and beta do to retrieval.
 *
 * @param byNoise at the settings' beta, by model and noise
 * @param byBeta at the settings' noise, by model and beta
 * @param settings what shaped the run, by name
 * @param seconds how long it took
 */
public record NoiseResult(
    List<Row> byNoise, List<Row> byBeta, Map<String, Object> settings, double seconds) {
  public NoiseResult {
    byNoise = List.copyOf(byNoise);
    byBeta = List.copyOf(byBeta);
  }

  /**
   * Retrieval of a model.
   *
   * @param model which memory
   * @param noise in the query, relative to the pattern
   * @param beta the inverse temperature
   * @param error the mean distance from the pattern, relative to its norm, mean over seeds
   * @param lowest the same of the best seed
   * @param highest the same of the worst seed
   * @param success the share of queries whose pattern was retrieved
   * @param noOpMass the mean weight of the no-op class at the query
   */
  public record Row(
      String model,
      double noise,
      double beta,
      double error,
      double lowest,
      double highest,
      double success,
      double noOpMass) {}
}
