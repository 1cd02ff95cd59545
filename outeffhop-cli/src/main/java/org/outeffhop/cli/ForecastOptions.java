package org.outeffhop.cli;

import org.outeffhop.experiment.forecast.ForecastRecipe;
import org.outeffhop.model.StanHopConfig;
import picocli.CommandLine.Option;

/** Options that change a forecast's recipe; one that is not given leaves the preset's value. */
final class ForecastOptions {
  @Option(names = "--context", description = "Time steps that the model sees.")
  private Integer context;

  @Option(names = "--horizon", description = "Time steps that it forecasts.")
  private Integer horizon;

  @Option(names = "--layers", description = "Encoder blocks of the model.")
  private Integer layers;

  @Option(names = "--width", description = "Hidden size of the model.")
  private Integer width;

  @Option(names = "--heads", description = "Heads of each attention; they must divide the width.")
  private Integer heads;

  @Option(names = "--batch", description = "Windows in a step.")
  private Integer batch;

  @Option(names = "--epochs", description = "The most epochs.")
  private Integer epochs;

  @Option(
      names = "--patience",
      description = "Epochs without a lower validation error after which training ends.")
  private Integer patience;

  @Option(names = "--learning-rate", description = "Adam's rate.")
  private Double learningRate;

  /** The recipe with what was given. */
  ForecastRecipe apply(ForecastRecipe recipe) {
    StanHopConfig model = recipe.model();
    StanHopConfig shaped =
        model
            .withLengths(
                orElse(context, model.contextLength()), orElse(horizon, model.predictionLength()))
            .withSize(
                orElse(layers, model.numHiddenLayers()),
                orElse(width, model.dModel()),
                orElse(heads, model.numAttentionHeads()));
    return recipe
        .withModel(shaped)
        .withTraining(
            orElse(batch, recipe.batchSize()),
            orElse(epochs, recipe.epochs()),
            orElse(patience, recipe.patience()),
            orElse(learningRate, recipe.learningRate()));
  }

  private static <T> T orElse(T given, T preset) {
    return given == null ? preset : given;
  }
}
