package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.ModelKind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that change the models, methods and recipes of a preset. */
final class ComparisonOptions {
  @Option(
      names = "--model",
      split = ",",
      description =
          "bert, opt, llama, vit, stanhop; several separated by commas (default: the preset's).")
  private List<String> models = List.of();

  @Mixin private AttentionOption attention;
  @Mixin private ModelOptions model;
  @Mixin private StepOptions steps;
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
            : preset.settings(models.stream().map(ModelKind::of).toList());
    Changes changes = forecast.addTo(steps.addTo(model.addTo(new Changes())));
    return attention.apply(chosen).with(changes);
  }
}
