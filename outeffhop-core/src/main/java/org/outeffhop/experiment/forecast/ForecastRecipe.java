package org.outeffhop.experiment.forecast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

/**
 * How a forecasting model is trained: Adam at a constant rate on the mean squared error.
 *
 * @param model its shape
 * @param batchSize windows in an update
 * @param epochs the most epochs
 * @param patience epochs without a lower validation error after which training ends
 * @param learningRate Adam's
 * @param maxGradNorm gradients together longer than this are shortened to it
 */
public record ForecastRecipe(
    StanHopConfig model,
    int batchSize,
    int epochs,
    int patience,
    double learningRate,
    double maxGradNorm) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ForecastRecipe {
    requirePositive("batch_size", batchSize);
    requirePositive("epochs", epochs);
    requirePositive("patience", patience);
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be at least 1");
    }
  }

  /** The same recipe for a model of another shape. */
  public ForecastRecipe withModel(StanHopConfig changed) {
    return new ForecastRecipe(changed, batchSize, epochs, patience, learningRate, maxGradNorm);
  }

  /** The same recipe with other training. */
  public ForecastRecipe withTraining(int batch, int mostEpochs, int patient, double rate) {
    return new ForecastRecipe(model, batch, mostEpochs, patient, rate, maxGradNorm);
  }

  /** The optimiser's settings for epochs of so many updates. */
  TrainingConfig training(long stepsPerEpoch) {
    return new TrainingConfig(
        epochs * stepsPerEpoch,
        0,
        Schedule.CONSTANT,
        learningRate,
        0.9,
        0.999,
        1e-8,
        0,
        false,
        maxGradNorm,
        1);
  }

  /** By name, as it is written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>(model.asMap());
    map.remove("attention_method");
    map.put("batch_size", batchSize);
    map.put("epochs", epochs);
    map.put("patience", patience);
    map.put("learning_rate", learningRate);
    map.put("max_grad_norm", maxGradNorm);
    return map;
  }

  /** The recipe in a line: what a reader must know to judge a number. */
  public String summary() {
    return "%d to %d steps, segments of %d, %d blocks of width %d, batch %d, learning rate %s, at most %d epochs, patience %d"
        .formatted(
            model.contextLength(),
            model.predictionLength(),
            model.patchLength(),
            model.numHiddenLayers(),
            model.dModel(),
            batchSize,
            learningRate,
            epochs,
            patience);
  }
}
