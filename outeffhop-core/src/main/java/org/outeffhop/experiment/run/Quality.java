package org.outeffhop.experiment.run;

import java.util.Map;

/**
 * How good a model is on held-out data.
 *
 * @param value by the measure of its recipe
 * @param others further measures, by name
 */
public record Quality(double value, Map<String, Double> others) {
  /** One measure alone. */
  public static Quality of(double value) {
    return new Quality(value, Map.of());
  }
}
