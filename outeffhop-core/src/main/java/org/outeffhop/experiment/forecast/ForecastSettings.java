package org.outeffhop.experiment.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.hopfield.AttentionMethod;

/**
 * What is run.
 *
 * @param seeds how many; they are 0, 1, ..
 * @param device cpu, cuda or cuda:N
 */
public record ForecastSettings(
    String preset,
    ForecastRecipe recipe,
    SeriesSplit split,
    List<AttentionMethod> methods,
    int seeds,
    String device) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is nothing to run
   */
  public ForecastSettings {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("a comparison needs at least one attention method");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds is " + seeds + "; it must be at least 1");
    }
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap(String data, int channels) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("preset", preset);
    map.put("data", data);
    map.put("split", List.of(split.training(), split.validation(), split.test()));
    map.putAll(recipe.withModel(recipe.model().withChannels(channels)).asMap());
    map.put("attention", methods.stream().map(AttentionMethod::toString).toList());
    map.put("seeds", seeds);
    map.put("device", device);
    return map;
  }
}
