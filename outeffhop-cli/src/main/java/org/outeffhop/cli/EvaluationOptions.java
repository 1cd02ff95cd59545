package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.training.FieldCheck;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How often a comparison measures while it trains, on how much it calibrates, in which bits, by
 * which definitions.
 */
final class EvaluationOptions {
  private static final List<BitWidths> CHOICES =
      List.of(BitWidths.W8A8, BitWidths.W6A6, BitWidths.W4A4);

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

  @Option(
      names = "--bits",
      split = ",",
      defaultValue = "W8A8,W6A6,W4A4",
      description =
          "Bits of weights and activations in which quality is measured after training: W8A8, and "
              + "W6A6 and W4A4 or one of them (default: ${DEFAULT-VALUE}).")
  private List<String> bits;

  @Mixin private MeasuresOption measures;

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
    MeasureDefinition definition = measures.definition();
    definition.requireAny(settings.recipes().keySet());
    return settings.withEvaluation(evaluation.in(furtherBits()).by(definition));
  }

  private List<BitWidths> furtherBits() {
    List<BitWidths> chosen = bits.stream().map(BitWidths::parse).toList();
    if (!CHOICES.containsAll(chosen) || !chosen.contains(BitWidths.W8A8)) {
      throw new IllegalArgumentException(
          "bits are %s; they must be W8A8, and can be W6A6 and W4A4 as well"
              .formatted(String.join(",", bits)));
    }
    return CHOICES.stream().filter(one -> one != BitWidths.W8A8 && chosen.contains(one)).toList();
  }
}
