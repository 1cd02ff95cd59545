package org.outeffhop.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that change the models, methods and recipes of a preset. */
final class ComparisonOptions {
  /** Steps from one measurement of W8A8 quality to the next, of a model that is converted. */
  static final long INTERVAL = 100;

  private static final Evaluation MEASURED = Evaluation.of(32, 32).calibratedOn(16).during(8, 8);

  @Option(
      names = "--model",
      split = ",",
      completionCandidates = Choices.Models.class,
      description =
          "Models, separated by commas: ${COMPLETION-CANDIDATES} (default: those of the preset).")
  private List<String> models = List.of();

  @Mixin private AttentionOption attention;
  @Mixin private ModelOptions model;
  @Mixin private StepOptions steps;
  @Mixin private OptimizerOptions optimizer;
  @Mixin private ForecastOptions forecast;

  /**
   * The preset's settings with what was given.
   *
   * @throws IllegalArgumentException if a name is unknown or a value cannot be
   */
  ComparisonSettings of(Preset preset) {
    ComparisonSettings chosen =
        models.isEmpty()
            ? preset.settings()
            : preset.settings(models.stream().map(ModelType::of).toList());
    return attention.apply(chosen).with(changes());
  }

  /** The steps that were asked for; null where the preset's are made. */
  Long steps() {
    return steps.steps();
  }

  private Changes changes() {
    return forecast.addTo(optimizer.addTo(steps.addTo(model.addTo(new Changes()))));
  }

  /**
   * The settings of a comparison that goes on from a trained model.
   *
   * @param recipe from what was given to the model's recipe
   * @throws IllegalArgumentException if a name is unknown, or an option changes the model
   */
  ComparisonSettings of(ConversionSource source, Function<Changes, Recipe> recipe) {
    if (!models.isEmpty()) {
      throw new IllegalArgumentException(
          "--model and --from exclude each other; --from already names the model: "
              + source.name());
    }
    Changes changes = changes();
    Recipe chosen = recipe.apply(changes);
    for (Setting setting : changes.settings()) {
      if (!chosen.settings().contains(setting)) {
        throw new IllegalArgumentException(
            setting + " is given, but a trained model already fixes it");
      }
    }
    return attention.apply(
        new ComparisonSettings(
            "from " + source.name(),
            Map.of(source.type(), chosen),
            List.of(
                AttentionVariant.of(AttentionMethod.VANILLA),
                AttentionVariant.of(AttentionMethod.OUTEFFHOP)),
            2,
            MEASURED,
            Execution.CPU));
  }
}
