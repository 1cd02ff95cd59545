package org.outeffhop.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.outeffhop.hopfield.AttentionMethod;

/** Named settings of a comparison. */
public enum Preset {
  /** All six methods for a few steps: shows that everything works, and nothing else. */
  SMOKE(
      new ModelSize(32, 2, 2, 32, 1024),
      new Training(8, 2, 4, 1e-3, 1e-3),
      new Evaluation(4, 4),
      List.of(
          AttentionMethod.VANILLA,
          AttentionMethod.OUTEFFHOP,
          AttentionMethod.CLIPPED,
          AttentionMethod.GATED,
          AttentionMethod.CLIPPED_OUTEFFHOP,
          AttentionMethod.GATED_OUTEFFHOP),
      1),
  /** Vanilla and OutEffHop in minutes. */
  DEFAULT(
      new ModelSize(128, 6, 4, 64, 4096),
      new Training(300, 50, 16, 5e-4, 2e-3),
      new Evaluation(16, 16),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      2),
  /** Vanilla and OutEffHop in about two hours. */
  SMALL(
      new ModelSize(256, 6, 8, 128, 8192),
      new Training(1500, 200, 16, 5e-4, 1e-3),
      new Evaluation(32, 16),
      List.of(AttentionMethod.VANILLA, AttentionMethod.OUTEFFHOP),
      2);

  private final ModelSize size;
  private final Training training;
  private final Evaluation evaluation;
  private final List<AttentionMethod> methods;
  private final int seeds;

  Preset(
      ModelSize size,
      Training training,
      Evaluation evaluation,
      List<AttentionMethod> methods,
      int seeds) {
    this.size = size;
    this.training = training;
    this.evaluation = evaluation;
    this.methods = methods;
    this.seeds = seeds;
  }

  /**
   * Optimiser steps, warm-up steps, sequences a step and the highest learning rates; post-norm BERT
   * stalls at OPT's.
   */
  record Training(long steps, long warmup, int batchSize, double bertRate, double optRate) {}

  /** Batches over which quality and outliers are measured, and those that calibrate W8A8. */
  record Evaluation(int batches, int calibrationBatches) {}

  /** The comparison of this preset. */
  public ComparisonSettings settings() {
    return new ComparisonSettings(
        toString(),
        List.of(ModelKind.BERT, ModelKind.OPT),
        methods,
        seeds,
        size,
        training.steps(),
        training.warmup(),
        training.batchSize(),
        Map.of(ModelKind.BERT, training.bertRate(), ModelKind.OPT, training.optRate()),
        evaluation.batches(),
        evaluation.calibrationBatches());
  }

  /** The preset of a name as printed. */
  public static Preset of(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "preset is '"
                        + name
                        + "'; it can be "
                        + Arrays.stream(values())
                            .map(Preset::toString)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
