package org.outeffhop.cli;

import java.util.OptionalInt;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.run.DataKind;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;
import picocli.CommandLine.Option;

/** How a stored model is trained against itself as it was. */
final class ConversionOptions {
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
      names = "--quantized-steps",
      description =
          "The last steps, in which the model is fake-quantized to W8A8 while it learns, 0: none (default: half of the "
              + "steps).")
  private Long quantizedSteps;

  @Option(
      names = "--calibration-interval",
      defaultValue = "25",
      description = "Of those, steps between two calibrations (default: ${DEFAULT-VALUE}).")
  private long calibrationInterval;

  @Option(
      names = "--evaluation-interval",
      defaultValue = "100",
      description =
          "Steps between two measurements of W8A8 quality on a little held-out data (default: ${DEFAULT-VALUE}).")
  private long evaluationInterval;

  @Option(
      names = "--patience",
      defaultValue = "5",
      description =
          "Measurements without a better one after which training ends; the best state is kept. 0: all steps are made "
              + "and the last state is kept (default: ${DEFAULT-VALUE}).")
  private int patience;

  /** The recipe before {@code --steps} and the like. */
  ConversionRecipe recipe(ConversionSource source) {
    TrainingConfig training =
        new TrainingConfig(1600, 20, Schedule.LINEAR, 2e-4, 0.9, 0.999, 1e-8, 0, false, 1, 1);
    int longest = source.data() == DataKind.IMAGES ? Integer.MAX_VALUE : source.maxLength();
    return new ConversionRecipe(
        source,
        new ConversionConfig(penalty, threshold, 800, calibrationInterval, 16, training),
        true,
        evaluationInterval,
        patience == 0 ? OptionalInt.empty() : OptionalInt.of(patience),
        Math.min(128, longest));
  }

  /** The recipe with {@code --quantized-steps}, after {@code --steps}. */
  ConversionRecipe quantized(ConversionRecipe recipe) {
    return quantizedSteps == null ? recipe : recipe.withQuantizedSteps(quantizedSteps);
  }
}
