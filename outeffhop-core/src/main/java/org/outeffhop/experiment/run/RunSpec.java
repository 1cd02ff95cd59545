package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionVariant;

/**
 * Everything that determines what one run of a comparison measures.
 *
 * @param data what it is trained on, by name and fingerprint
 */
public record RunSpec(
    Recipe recipe,
    AttentionVariant method,
    long seed,
    Evaluation evaluation,
    Execution execution,
    String data) {

  /** The run's name, and its folder's. */
  public String name() {
    return recipe.type() + "-" + method.toString().replaceAll("[:=,]", "-") + "-seed" + seed;
  }

  /** As it is read by people: {@code opt outeffhop seed 0}. */
  String title() {
    return recipe.type() + " " + method + " seed " + seed;
  }

  /** By name, as it is written into the run's folder. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", recipe.type().toString());
    map.put("attention", method.toString());
    map.put("seed", seed);
    map.put("data", data);
    map.putAll(recipe.asMap());
    map.putAll(recipe.settingsOf(method.method()));
    map.putAll(evaluation.asMap());
    map.putAll(execution.asMap());
    return map;
  }
}
