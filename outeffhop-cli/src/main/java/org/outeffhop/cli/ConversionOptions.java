package org.outeffhop.cli;

import java.util.OptionalInt;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.training.TrainingConfig;
import picocli.CommandLine.Option;

/** How a stored model is trained against itself as it was. */
final class ConversionOptions {
  private static final long STEPS = 800;

  @Option(
      names = "--penalty",
      defaultValue = "0.02",
      description =
          "Weight of what activations exceed the threshold by, a token; 0: none (default: ${DEFAULT-VALUE}).")
  private double penalty;

  @Option(
      names = "--threshold",
      defaultValue = "4",
      description = "What an activation may be without penalty (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--weight-limit",
      defaultValue = "4",
      description =
          "Before training, weights beyond this multiple of their matrix's root mean square are cut to it; 0: none are "
              + "(default: ${DEFAULT-VALUE}).")
  private double weightLimit;

  @Option(
      names = "--cosine-weight",
      defaultValue = "1",
      description =
          "Of a sentence encoder: weight of 1 - cosine of the embeddings beside the hidden states' relative squared "
              + "error (default: ${DEFAULT-VALUE}).")
  private double cosineWeight;

  @Option(
      names = "--layer-weight",
      defaultValue = "1",
      description =
          "Of a sentence encoder: weight of the relative squared error of the hidden states after every layer, those "
              + "of the original cut at the threshold; it learns faster in full precision (default: ${DEFAULT-VALUE}).")
  private double layerWeight;

  @Option(
      names = "--quantized-steps",
      description =
          "The last steps, in which the model is fake-quantized to W8A8 while it learns, 0: none (default: half of the "
              + "steps).")
  private Long quantizedSteps;

  @Option(
      names = "--quantized-every",
      defaultValue = "2",
      description =
          "Of those, every such step is quantized; the others keep the model faithful in full precision (default: "
              + "${DEFAULT-VALUE}).")
  private long quantizedEvery;

  @Option(
      names = "--calibration-interval",
      defaultValue = "25",
      description = "Of those, steps between two calibrations (default: ${DEFAULT-VALUE}).")
  private long calibrationInterval;

  /**
   * The recipe with what was given.
   *
   * @param interval steps from one measurement of W8A8 quality to the next
   * @param patience measurements without a better one after which training ends
   * @param changes of the optimiser's settings and the batch; 0 steps: the attention is swapped,
   *     and that is all
   * @throws IllegalArgumentException if a value cannot be
   */
  ConversionRecipe recipe(
      ConversionSource source, long interval, OptionalInt patience, Changes changes) {
    ConversionRecipe usual =
        new ConversionRecipe(
            source,
            ConversionConfig.of(TrainingConfig.adamW(STEPS, 2e-4).warmup(20))
                .penalty(penalty)
                .threshold(threshold)
                .weightLimit(weightLimit)
                .cosineWeight(cosineWeight)
                .layerWeight(layerWeight)
                .quantizedEvery(quantizedEvery)
                .calibrationInterval(calibrationInterval),
            true,
            interval,
            patience,
            Math.min(128, source.maxLength()));
    if (changes.get(Setting.STEPS, STEPS) == 0) {
      return usual.with(changes.set(Setting.STEPS, 1)).untrained();
    }
    ConversionRecipe chosen = usual.with(changes);
    return quantizedSteps == null ? chosen : chosen.withQuantizedSteps(quantizedSteps);
  }
}
