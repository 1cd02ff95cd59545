package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.ModelKind;
import org.outeffhop.hopfield.AttentionMethod;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that change the models, methods and recipes of a preset. */
final class ComparisonOptions {
  @Option(names = "--model", split = ",", description = "bert, opt, or both separated by a comma.")
  private List<String> models = List.of();

  @Option(
      names = "--attention",
      split = ",",
      description =
          "vanilla, outeffhop, clipped, gated, clipped-outeffhop, gated-outeffhop, learned-sink, sparsemax, entmax; several "
              + "separated by commas.")
  private List<String> attention = List.of();

  @Mixin private RecipeOptions recipe;

  /**
   * The settings with what was given.
   *
   * @throws IllegalArgumentException if a name is unknown or a value cannot be
   */
  ComparisonSettings apply(ComparisonSettings preset) {
    ComparisonSettings chosen = preset;
    if (!models.isEmpty()) {
      chosen = chosen.withModels(models.stream().map(ModelKind::of).toList());
    }
    if (!attention.isEmpty()) {
      chosen = chosen.withMethods(attention.stream().map(AttentionMethod::of).toList());
    }
    return chosen.withRecipes(recipe::apply);
  }
}
