package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import picocli.CommandLine.Option;

/** Options that every model has; one that is not given leaves the preset's value. */
final class ModelOptions {
  @Option(
      names = "--learning-rate",
      description = OptionText.LEARNING_RATE + " (default: the preset's).")
  private Double learningRate;

  @Option(
      names = "--batch",
      description = "Batch size: sequences, images or windows per step (default: the preset's).")
  private Integer batch;

  @Option(names = "--layers", description = "Number of layers (default: the preset's).")
  private Integer layers;

  @Option(names = "--width", description = "Hidden size (default: the preset's).")
  private Integer width;

  @Option(
      names = "--heads",
      description =
          "Attention heads per layer; their number must divide the hidden size (default: the preset's).")
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
