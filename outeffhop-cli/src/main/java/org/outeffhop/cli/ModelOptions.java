package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import picocli.CommandLine.Option;

/** Options that every model has; one that is not given leaves the preset's value. */
final class ModelOptions {
  @Option(names = "--learning-rate", description = "The highest learning rate.")
  private Double learningRate;

  @Option(names = "--batch", description = "Sequences, images or windows in a step.")
  private Integer batch;

  @Option(names = "--layers", description = "Blocks of the model.")
  private Integer layers;

  @Option(names = "--width", description = "Hidden size of the model.")
  private Integer width;

  @Option(names = "--heads", description = "Heads of each attention; they must divide the width.")
  private Integer heads;

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.LEARNING_RATE, learningRate)
        .set(Setting.BATCH, batch)
        .set(Setting.LAYERS, layers)
        .set(Setting.WIDTH, width)
        .set(Setting.HEADS, heads);
  }
}
