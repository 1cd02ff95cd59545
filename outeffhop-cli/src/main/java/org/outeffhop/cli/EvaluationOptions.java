package org.outeffhop.cli;

import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.training.FieldCheck;
import picocli.CommandLine.Option;

/** How often a comparison measures while it trains, and on how much it calibrates. */
final class EvaluationOptions {
  @Option(
      names = "--evaluation-interval",
      paramLabel = "STEPS",
      description =
          "Steps between two measurements of quality and outliers on a few held-out batches during "
              + "training; they are only logged (default: those of the preset, in equal distances).")
  private Long interval;

  @Option(
      names = "--calibration-batches",
      description =
          "Number of batches that the ranges of W8A8 are calibrated on (default: the preset's).")
  private Integer calibrationBatches;

  /**
   * The settings with what was given.
   *
   * @throws IllegalArgumentException if a value cannot be
   */
  ComparisonSettings apply(ComparisonSettings settings) {
    Evaluation evaluation = settings.evaluation();
    if (interval != null) {
      FieldCheck.atLeastOne("evaluation_interval", interval);
      evaluation = evaluation.everySteps(interval);
    }
    if (calibrationBatches != null) {
      evaluation = evaluation.calibratedOn(calibrationBatches);
    }
    return settings.withEvaluation(evaluation);
  }
}
