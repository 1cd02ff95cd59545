package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.training.Decay;
import picocli.CommandLine.Option;

/** Options of the optimiser of models that are trained for a number of steps. */
final class OptimizerOptions {
  @Option(
      names = "--schedule",
      paramLabel = "linear|cosine|constant",
      description =
          "Learning rate after the warm-up: falling to 0 along a line or a cosine, or constant "
              + "(default: the preset's).")
  private Decay schedule;

  @Option(
      names = "--weight-decay",
      description = "AdamW's decoupled weight decay (default: the preset's).")
  private Double weightDecay;

  @Option(
      names = "--beta2",
      description = "Decay of AdamW's mean of squared gradients (default: the preset's).")
  private Double beta2;

  @Option(
      names = "--max-grad-norm",
      description =
          "Gradients whose common norm is larger are shortened to this; 0 = never (default: the preset's).")
  private Double maxGradNorm;

  @Option(
      names = "--accumulate",
      paramLabel = "MICRO-BATCHES",
      description =
          "Micro-batches that a batch is made of, one after the other, to save memory (default: the preset's).")
  private Integer accumulate;

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.SCHEDULE, schedule)
        .set(Setting.WEIGHT_DECAY, weightDecay)
        .set(Setting.BETA2, beta2)
        .set(Setting.MAX_GRAD_NORM, maxGradNorm)
        .set(Setting.ACCUMULATE, accumulate);
  }
}
