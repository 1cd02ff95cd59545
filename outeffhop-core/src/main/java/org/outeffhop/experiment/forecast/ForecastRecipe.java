package org.outeffhop.experiment.forecast;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.training.Halving;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

/**
 * How a forecasting model is trained: Adam on the mean squared error, its rate constant or halved
 * every few epochs.
 *
 * @param model its shape; the number of series follows from the data
 * @param split how the series are divided; empty: by shares of their length
 * @param batchSize windows in an update
 * @param microBatchSize the most windows whose activations are in memory at once, in training and
 *     in measuring; an update adds up the gradients of as many micro-batches as it takes
 * @param epochs the most epochs
 * @param patience epochs without a lower validation error after which training ends
 * @param learningRate Adam's
 * @param halvingEpochs epochs after which the rate is halved, at most {@value #MOST_HALVINGS}
 *     times; 0: never
 * @param maxGradNorm gradients together longer than this are shortened to it
 * @param memoryWindows training windows in an external memory with which the trained net is
 *     measured as well; 0: none
 */
public record ForecastRecipe(
    StanHopConfig model,
    Optional<SeriesSplit> split,
    int batchSize,
    int microBatchSize,
    int epochs,
    int patience,
    double learningRate,
    int halvingEpochs,
    double maxGradNorm,
    int memoryWindows)
    implements Recipe {
  private static final int MOST_HALVINGS = 5;

  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.EPOCHS,
          Setting.PATIENCE,
          Setting.LEARNING_RATE,
          Setting.HALVE_RATE_EVERY,
          Setting.BATCH,
          Setting.CONTEXT,
          Setting.HORIZON,
          Setting.MEMORY,
          Setting.LAYERS,
          Setting.WIDTH,
          Setting.HEADS);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ForecastRecipe {
    requirePositive("batch_size", batchSize);
    requirePositive("micro_batch_size", microBatchSize);
    requirePositive("epochs", epochs);
    requirePositive("patience", patience);
    if (halvingEpochs < 0) {
      throw new IllegalArgumentException(
          "halve_rate_every is "
              + halvingEpochs
              + "; it must be a number of epochs, or 0 for a constant rate");
    }
    if (memoryWindows < 0) {
      throw new IllegalArgumentException(
          "memory is " + memoryWindows + "; it must be a number of windows, or 0 for none");
    }
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be at least 1");
    }
  }

  @Override
  public ModelType kind() {
    return ModelType.STANHOP;
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.MSE;
  }

  @Override
  public boolean hasDropout() {
    return model.hasDropout();
  }

  @Override
  public Set<Setting> settings() {
    return SETTINGS;
  }

  @Override
  public ForecastRecipe with(Changes changes) {
    StanHopConfig shaped =
        model
            .withLengths(
                changes.get(Setting.CONTEXT, model.contextLength()),
                changes.get(Setting.HORIZON, model.predictionLength()))
            .withSize(
                changes.get(Setting.LAYERS, model.numHiddenLayers()),
                changes.get(Setting.WIDTH, model.dModel()),
                changes.get(Setting.HEADS, model.numAttentionHeads()));
    return new ForecastRecipe(
        shaped,
        split,
        changes.get(Setting.BATCH, batchSize),
        microBatchSize,
        changes.get(Setting.EPOCHS, epochs),
        changes.get(Setting.PATIENCE, patience),
        changes.get(Setting.LEARNING_RATE, learningRate),
        changes.get(Setting.HALVE_RATE_EVERY, halvingEpochs),
        maxGradNorm,
        changes.get(Setting.MEMORY, memoryWindows));
  }

  @Override
  public Workload on(DataSources sources) {
    SeriesSplit parts =
        sources
            .split()
            .or(() -> split)
            .orElseGet(() -> SeriesSplit.byShares(sources.series().length()));
    return new ForecastWorkload(this, sources.series(), parts);
  }

  /** The parts into which an update of so many windows falls. */
  public int microBatches(int windows) {
    return (windows + microBatchSize - 1) / microBatchSize;
  }

  /** The optimiser's settings for epochs of so many updates, each of so many micro-batches. */
  public TrainingConfig training(long stepsPerEpoch, int microBatches) {
    return new TrainingConfig(
        epochs * stepsPerEpoch,
        0,
        schedule(stepsPerEpoch),
        learningRate,
        0.9,
        0.999,
        1e-8,
        0,
        false,
        maxGradNorm,
        microBatches);
  }

  private Schedule schedule(long stepsPerEpoch) {
    return halvingEpochs == 0
        ? Schedule.CONSTANT
        : new Halving(halvingEpochs * stepsPerEpoch, MOST_HALVINGS);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>(model.asMap());
    map.remove("attention_method");
    map.put("batch_size", batchSize);
    map.put("micro_batch_size", microBatchSize);
    map.put("epochs", epochs);
    map.put("patience", patience);
    map.put("learning_rate", learningRate);
    if (halvingEpochs > 0) {
      map.put("halve_rate_every", halvingEpochs);
    }
    map.put("max_grad_norm", maxGradNorm);
    if (memoryWindows > 0) {
      map.put("memory_windows", memoryWindows);
    }
    return map;
  }

  @Override
  public String summary() {
    return "%d to %d time steps, segments of %d, %d blocks of width %d, batch %d, learning rate %s%s, at most %d epochs, patience %d"
        .formatted(
            model.contextLength(),
            model.predictionLength(),
            model.patchLength(),
            model.numHiddenLayers(),
            model.dModel(),
            batchSize,
            learningRate,
            halvingEpochs == 0 ? "" : " halved every " + halvingEpochs + " epochs",
            epochs,
            patience);
  }
}
