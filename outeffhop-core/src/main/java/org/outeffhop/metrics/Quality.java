package org.outeffhop.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a model is on held-out data.
 *
 * @param value by the measure of its task
 * @param others further measures, by name
 */
public record Quality(double value, Map<String, Double> others) {
  /** One measure alone. */
  public static Quality of(double value) {
    return new Quality(value, Map.of());
  }

  /** The same with further measures behind those that are there. */
  public Quality with(Map<String, Double> further) {
    Map<String, Double> all = new LinkedHashMap<>(others);
    all.putAll(further);
    return new Quality(value, all);
  }
}
