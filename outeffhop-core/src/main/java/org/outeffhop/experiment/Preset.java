package org.outeffhop.experiment;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.naming.Named;

/** Named settings of a comparison. */
public enum Preset {
  /** All six methods for a few steps: shows that everything works, and nothing else. */
  SMOKE(
      PresetRecipes.smoke(),
      Evaluation.of(4, 4),
      1,
      AttentionMethod.VANILLA,
      AttentionMethod.OUTEFFHOP,
      AttentionMethod.CLIPPED,
      AttentionMethod.GATED,
      AttentionMethod.CLIPPED_OUTEFFHOP,
      AttentionMethod.GATED_OUTEFFHOP),
  /** Vanilla and OutEffHop in minutes. */
  DEFAULT(PresetRecipes.usual(), Evaluation.of(16, 16).during(5, 2), 2),
  /** Whether heads use a no-op class where they need one, on the back-copy language. */
  MECHANISM(PresetRecipes.mechanism(), Evaluation.of(16, 16).during(5, 2), 8) {
    @Override
    public TextCorpus text() {
      return TextCorpus.named("back-copy:length=63");
    }
  },
  /** Vanilla and OutEffHop in about two hours. */
  SMALL(PresetRecipes.small(), Evaluation.of(32, 16).calibratedOn(16).during(10, 4), 2),
  /** The paper's BERT-base; days on a GPU. */
  PAPER_BERT_BASE(
      PresetRecipes.paperBertBase(), Evaluation.of(64, 16).calibratedOn(16).during(40, 8), 3),
  /** The paper's OPT-125m; days on a GPU. */
  PAPER_OPT_125M(
      PresetRecipes.paperOpt125m(), Evaluation.of(64, 16).calibratedOn(16).during(40, 8), 3),
  /** The paper's ViT-S/16 at 224 pixels; days on a GPU. */
  PAPER_VIT_SMALL(
      PresetRecipes.paperVitSmall(), Evaluation.of(64, 128).calibratedOn(16).during(40, 8), 3),
  /** The paper's STanHop-Net on ETTh1, 168 to 24 hours; hours. */
  PAPER_STANHOP_ETTH1(PresetRecipes.paperStanHopEtth1(), Evaluation.of(16, 16), 3);

  /** The paper's four models, which are compared where none are named; others are on request. */
  private static final Set<ModelType> OF_THE_PAPER =
      EnumSet.of(ModelType.BERT, ModelType.OPT, ModelType.VIT, ModelType.STANHOP);

  private final Map<ModelType, Recipe> recipes = new LinkedHashMap<>();
  private final Evaluation evaluation;
  private final List<AttentionVariant> methods;
  private final int seeds;

  /** Without methods: vanilla and OutEffHop. */
  Preset(List<Recipe> recipes, Evaluation evaluation, int seeds, AttentionMethod... methods) {
    recipes.forEach(recipe -> this.recipes.put(recipe.type(), recipe));
    this.evaluation = evaluation;
    this.seeds = seeds;
    List<AttentionMethod> plain =
        methods.length == 0
            ? List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP)
            : List.of(methods);
    this.methods = plain.stream().map(AttentionVariant::of).toList();
  }

  /** The text that its models are trained on where none is named. */
  public TextCorpus text() {
    return TextCorpus.builtin();
  }

  /** The comparison of this preset's models, on the CPU. */
  public ComparisonSettings settings() {
    return settings(recipes.keySet().stream().filter(OF_THE_PAPER::contains).toList());
  }

  /**
   * The comparison of some models, on the CPU.
   *
   * @throws IllegalArgumentException if the preset has no recipe for one
   */
  public ComparisonSettings settings(Collection<ModelType> models) {
    Map<ModelType, Recipe> chosen = new LinkedHashMap<>();
    for (ModelType model : models) {
      if (!recipes.containsKey(model)) {
        throw new IllegalArgumentException(
            "model is '%s'; preset %s has a recipe for %s"
                .formatted(model, this, recipes.keySet()));
      }
      chosen.put(model, recipes.get(model));
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
