package org.outeffhop.cli;

import org.outeffhop.experiment.Recipe;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.training.TrainingConfig;
import picocli.CommandLine.Option;

/** Options that change the recipe of a preset; one that is not given leaves the preset's value. */
final class RecipeOptions {
  @Option(names = "--steps", description = "Optimiser steps of every run.")
  private Long steps;

  @Option(names = "--warmup", description = "Steps of them in which the learning rate rises.")
  private Long warmup;

  @Option(names = "--learning-rate", description = "The highest learning rate.")
  private Double learningRate;

  @Option(names = "--batch", description = "Sequences in a step.")
  private Integer batch;

  @Option(names = "--length", description = "Tokens in a sequence.")
  private Integer length;

  @Option(names = "--layers", description = "Blocks of the model.")
  private Integer layers;

  @Option(names = "--width", description = "Hidden size of the model.")
  private Integer width;

  @Option(names = "--heads", description = "Heads of each attention; they must divide the width.")
  private Integer heads;

  @Option(names = "--vocabulary", description = "Tokens in the vocabulary.")
  private Integer vocabulary;

  /** The recipe with what was given. */
  Recipe apply(Recipe recipe) {
    LanguageModelConfig model = recipe.model();
    int tokens = orElse(length, recipe.length());
    LanguageModelConfig shaped =
        model
            .withSize(
                orElse(layers, model.numHiddenLayers()),
                orElse(width, model.hiddenSize()),
                orElse(heads, model.numAttentionHeads()),
                Math.max(tokens, model.maxPositionEmbeddings()))
            .withVocabSize(orElse(vocabulary, model.vocabSize()));
    return recipe
        .withModel(shaped)
        .withBatches(orElse(batch, recipe.batchSize()), tokens)
        .withTraining(training(recipe.training()));
  }

  private TrainingConfig training(TrainingConfig preset) {
    TrainingConfig config = steps == null ? preset : preset.withSteps(steps);
    if (warmup != null) {
      config = config.withWarmupSteps(warmup);
    }
    return learningRate == null ? config : config.withLearningRate(learningRate);
  }

  private static int orElse(Integer given, int preset) {
    return given == null ? preset : given;
  }
}
