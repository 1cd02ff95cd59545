package org.outeffhop.experiment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.ModelType;
import org.outeffhop.naming.Named;

/** Named settings of a comparison. */
public enum Preset {
  /** All six methods for a few steps: shows that everything works, and nothing else. */
  SMOKE(
      List.of(
          PresetRecipes.smokeBert(),
          PresetRecipes.smokeOpt(),
          PresetRecipes.smokeVit(),
          PresetRecipes.smokeStanHop()),
      PresetRecipes.smokeOnRequest(),
      new Evaluation(4, 4, 4, 0, 1),
      List.of(
          AttentionMethod.VANILLA,
          AttentionMethod.OUTEFFHOP,
          AttentionMethod.CLIPPED,
          AttentionMethod.GATED,
          AttentionMethod.CLIPPED_OUTEFFHOP,
          AttentionMethod.GATED_OUTEFFHOP),
      1),
  /** Vanilla and OutEffHop in minutes. */
  DEFAULT(
      List.of(
          PresetRecipes.defaultBert(),
          PresetRecipes.defaultOpt(),
          PresetRecipes.defaultVit(),
          PresetRecipes.defaultStanHop()),
      PresetRecipes.defaultOnRequest(),
      new Evaluation(16, 16, 16, 5, 2),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      2),
  /** Vanilla and OutEffHop in about two hours. */
  SMALL(
      List.of(
          PresetRecipes.smallBert(),
          PresetRecipes.smallOpt(),
          PresetRecipes.smallVit(),
          PresetRecipes.smallStanHop()),
      PresetRecipes.smallOnRequest(),
      new Evaluation(16, 32, 16, 10, 4),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      2),
  /** The paper's BERT-base; days on a GPU. */
  PAPER_BERT_BASE(
      List.of(PresetRecipes.paperBertBase()),
      List.of(),
      new Evaluation(16, 64, 16, 40, 8),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      3),
  /** The paper's OPT-125m; days on a GPU. */
  PAPER_OPT_125M(
      List.of(PresetRecipes.paperOpt125m()),
      List.of(),
      new Evaluation(16, 64, 16, 40, 8),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      3),
  /** The paper's ViT-S/16 at 224 pixels; days on a GPU. */
  PAPER_VIT_SMALL(
      List.of(PresetRecipes.paperVitSmall()),
      List.of(),
      new Evaluation(128, 64, 16, 40, 8),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      3),
  /** The paper's STanHop-Net on ETTh1, 168 to 24 hours; hours. */
  PAPER_STANHOP_ETTH1(
      List.of(PresetRecipes.paperStanHopEtth1()),
      List.of(),
      new Evaluation(16, 16, 16, 0, 1),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      3);

  private final List<Recipe> recipes;
  private final List<Recipe> onRequest;
  private final Evaluation evaluation;
  private final List<AttentionMethod> methods;
  private final int seeds;

  Preset(
      List<Recipe> recipes,
      List<Recipe> onRequest,
      Evaluation evaluation,
      List<AttentionMethod> methods,
      int seeds) {
    this.recipes = recipes;
    this.onRequest = onRequest;
    this.evaluation = evaluation;
    this.methods = methods;
    this.seeds = seeds;
  }

  /** The comparison of this preset's models, on the CPU. */
  public ComparisonSettings settings() {
    return settings(recipes.stream().map(Recipe::type).toList());
  }

  /**
   * The comparison of some models, on the CPU.
   *
   * @throws IllegalArgumentException if the preset has no recipe for one
   */
  public ComparisonSettings settings(Collection<ModelType> models) {
    Map<ModelType, Recipe> known = new LinkedHashMap<>();
    Stream.concat(recipes.stream(), onRequest.stream())
        .forEach(recipe -> known.put(recipe.type(), recipe));
    Map<ModelType, Recipe> chosen = new LinkedHashMap<>();
    for (ModelType model : models) {
      if (!known.containsKey(model)) {
        throw new IllegalArgumentException(
            "model is '%s'; preset %s has a recipe for %s".formatted(model, this, known.keySet()));
      }
      chosen.put(model, known.get(model));
    }
    return new ComparisonSettings(toString(), chosen, methods, seeds, evaluation, Execution.CPU);
  }

  /** The preset of a name as printed. */
  public static Preset of(String name) {
    return Named.value("preset", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
