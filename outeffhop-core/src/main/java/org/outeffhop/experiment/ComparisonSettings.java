package org.outeffhop.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.training.FieldCheck;

/**
 * What a comparison runs.
 *
 * @param recipes of every model, in the order of the table
 * @param seeds how many; they are 0, 1, ..
 */
public record ComparisonSettings(
    String preset,
    Map<ModelType, Recipe> recipes,
    List<AttentionVariant> methods,
    int seeds,
    Evaluation evaluation,
    Execution execution) {
  private static final int MOST_SEEDS = 10_000;

  public ComparisonSettings {
    if (recipes.isEmpty() || methods.isEmpty()) {
      throw new IllegalArgumentException(
          "a comparison needs at least one model and one attention method");
    }
    FieldCheck.within("seeds", seeds, MOST_SEEDS);
    methods = List.copyOf(methods);
    for (Recipe recipe : recipes.values()) {
      methods.forEach(recipe::requireMethod);
    }
    recipes = Collections.unmodifiableMap(new LinkedHashMap<>(recipes));
  }

  /** The same comparison of other methods. */
  public ComparisonSettings withMethods(List<AttentionVariant> chosen) {
    return new ComparisonSettings(preset, recipes, chosen, seeds, evaluation, execution);
  }

  /** The same comparison over another number of seeds. */
  public ComparisonSettings withSeeds(int count) {
    return new ComparisonSettings(preset, recipes, methods, count, evaluation, execution);
  }

  /**
   * The same comparison with every recipe changed.
   *
   * @throws IllegalArgumentException if no recipe has one of the settings, or a value cannot be
   */
  public ComparisonSettings with(Changes changes) {
    for (Setting setting : changes.settings()) {
      if (recipes.values().stream().noneMatch(recipe -> recipe.settings().contains(setting))) {
        throw new IllegalArgumentException(
            setting + " is given, but none of the models " + recipes.keySet() + " has it");
      }
    }
    Map<ModelType, Recipe> changed = new LinkedHashMap<>();
    recipes.forEach((model, recipe) -> changed.put(model, recipe.with(changes)));
    return new ComparisonSettings(preset, changed, methods, seeds, evaluation, execution);
  }

  /** The same comparison measured on other amounts, or at other times. */
  public ComparisonSettings withEvaluation(Evaluation chosen) {
    return new ComparisonSettings(preset, recipes, methods, seeds, chosen, execution);
  }

  /** The same comparison run elsewhere. */
  public ComparisonSettings withExecution(Execution chosen) {
    return new ComparisonSettings(preset, recipes, methods, seeds, evaluation, chosen);
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap(Map<ModelType, String> data) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("preset", preset);
    recipes.forEach(
        (model, recipe) -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("data", data.get(model));
          fields.putAll(recipe.asMap());
          map.put(model.toString(), fields);
        });
    map.put("attention", methods.stream().map(AttentionVariant::toString).toList());
    map.put("seeds", seeds);
    map.putAll(evaluation.asMap());
    map.putAll(execution.asMap());
    return map;
  }
}
