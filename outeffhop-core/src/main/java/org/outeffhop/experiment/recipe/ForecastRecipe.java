package org.outeffhop.experiment.recipe;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.TaskRecipe;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.Forecasting;
import org.outeffhop.experiment.task.MemoryTrial;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.metrics.Quality;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.naming.Counted;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.Decay;
import org.outeffhop.training.FieldCheck;
import org.outeffhop.training.Halving;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

/**
 * How a forecasting model is trained: Adam on the mean squared error, its rate constant or halved
 * every few epochs.
 *
 * @param model its shape; the number of series follows from the data
 * @param split how the series are divided; empty: by shares of their length
 * @param memoryWindows training windows in an external memory with which the trained net is
 *     measured as well; 0: none
 */
public record ForecastRecipe(
    StanHopConfig model,
    Optional<SeriesSplit> split,
    Batches batches,
    Stopping stopping,
    Rate rate,
    int memoryWindows)
    implements TaskRecipe<Forecasting, StanHopNet> {
  /** Gradients together longer than this are shortened to it. */
  private static final double MAX_GRAD_NORM = 5;

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
   * Windows in an update.
   *
   * @param size over all its micro-batches
   * @param micro the most windows whose activations are in memory at once, in training and in
   *     measuring; an update adds up the gradients of as many micro-batches as it takes
   */
  public record Batches(int size, int micro) {
    /** Checks the numbers. */
    public Batches {
      FieldCheck.atLeastOne("batch_size", size);
      FieldCheck.atLeastOne("micro_batch_size", micro);
    }
  }

  /**
   * When training ends.
   *
   * @param epochs the most epochs
   * @param patience epochs without a lower validation error after which it ends earlier
   */
  public record Stopping(int epochs, int patience) {
    /** Checks the numbers. */
    public Stopping {
      FieldCheck.atLeastOne("epochs", epochs);
      FieldCheck.atLeastOne("patience", patience);
    }
  }

  /**
   * Adam's learning rate.
   *
   * @param initial at the beginning
   * @param halvingEpochs epochs after which it is halved, at most {@value #MOST_HALVINGS} times; 0:
   *     never
   */
  public record Rate(double initial, int halvingEpochs) {
    /** Checks the numbers. */
    public Rate {
      FieldCheck.positive("learning_rate", initial);
      FieldCheck.require(
          halvingEpochs >= 0,
          "halve_rate_every",
          halvingEpochs,
          "a number of epochs, or 0 for a constant rate");
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public ForecastRecipe {
    FieldCheck.require(
        memoryWindows >= 0, "memory", memoryWindows, "a number of windows, or 0 for none");
  }

  /** Of series that are divided by shares, without an external memory. */
  public static ForecastRecipe of(
      StanHopConfig model, Batches batches, Stopping stopping, Rate rate) {
    return new ForecastRecipe(model, Optional.empty(), batches, stopping, rate, 0);
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.MSE;
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
        new Batches(changes.get(Setting.BATCH, batches.size()), batches.micro()),
        new Stopping(
            changes.get(Setting.EPOCHS, stopping.epochs()),
            changes.get(Setting.PATIENCE, stopping.patience())),
        new Rate(
            changes.get(Setting.LEARNING_RATE, rate.initial()),
            changes.get(Setting.HALVE_RATE_EVERY, rate.halvingEpochs())),
        changes.get(Setting.MEMORY, memoryWindows));
  }

  private SeriesSplit parts(DataSources sources) {
    return sources
        .split()
        .or(() -> split)
        .orElseGet(() -> SeriesSplit.byShares(sources.series().length()));
  }

  @Override
  public DataName dataName(DataSources sources) {
    return DataName.of(sources.series(), parts(sources));
  }

  @Override
  public Forecasting read(DataSources sources, Progress progress) {
    SeriesData windows =
        SeriesData.of(
            sources.series(), parts(sources), model.contextLength(), model.predictionLength());
    return new Forecasting(windows, new RunData(dataName(sources).fingerprinted(), true));
  }

  /** At most as many windows as there are. */
  @Override
  public int batchSize(Forecasting task) {
    return Math.min(batches.size(), task.trainingSamples());
  }

  /** Windows that are measured at once. */
  private int measuredAtOnce(Forecasting task) {
    return Math.min(batchSize(task), batches.micro());
  }

  @Override
  public Evaluation evaluation(Forecasting task, Evaluation asked) {
    return asked.withBatchSize(measuredAtOnce(task));
  }

  /** In an epoch every training window comes once, or a little more. */
  private long stepsPerEpoch(Forecasting task) {
    int batch = batchSize(task);
    return (task.trainingSamples() + batch - 1L) / batch;
  }

  @Override
  public TrainingConfig training(Forecasting task) {
    return training(stepsPerEpoch(task), microBatches(batchSize(task)));
  }

  @Override
  public Optional<Epochs> epochs(Forecasting task) {
    return Optional.of(
        new Epochs(
            stepsPerEpoch(task),
            stopping.patience(),
            task.all(Part.VALIDATION, measuredAtOnce(task))));
  }

  @Override
  public Map<String, Double> details(Forecasting task, StanHopNet net, Device device) {
    Map<String, Double> details = new LinkedHashMap<>();
    Quality naive = task.naive();
    details.put("naive_mse", naive.value());
    details.put("naive_mae", naive.others().get("mae"));
    if (memoryWindows > 0) {
      details.putAll(
          new MemoryTrial(task, net, device, measuredAtOnce(task)).errors(memoryWindows));
    }
    return details;
  }

  /** The parts into which an update of so many windows falls. */
  public int microBatches(int windows) {
    return (windows + batches.micro() - 1) / batches.micro();
  }

  /** The optimiser's settings for epochs of so many updates, each of so many micro-batches. */
  public TrainingConfig training(long stepsPerEpoch, int microBatches) {
    return TrainingConfig.adamW(stopping.epochs() * stepsPerEpoch, rate.initial())
        .schedule(schedule(stepsPerEpoch))
        .maxGradNorm(MAX_GRAD_NORM)
        .accumulate(microBatches);
  }

  private Schedule schedule(long stepsPerEpoch) {
    return rate.halvingEpochs() == 0
        ? Decay.CONSTANT
        : new Halving(rate.halvingEpochs() * stepsPerEpoch, MOST_HALVINGS);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>(model.asMap());
    map.remove("attention_method");
    map.put("batch_size", batches.size());
    map.put("micro_batch_size", batches.micro());
    map.put("epochs", stopping.epochs());
    map.put("patience", stopping.patience());
    map.put("learning_rate", rate.initial());
    if (rate.halvingEpochs() > 0) {
      map.put("halve_rate_every", rate.halvingEpochs());
    }
    map.put("max_grad_norm", MAX_GRAD_NORM);
    if (memoryWindows > 0) {
      map.put("memory_windows", memoryWindows);
    }
    return map;
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d to %d time steps, segments of %d, %s of width %d, batch %d, learning rate %s%s, at most %s, patience %d",
        model.contextLength(),
        model.predictionLength(),
        model.patchLength(),
        Counted.of(model.numHiddenLayers(), "block"),
        model.dModel(),
        batches.size(),
        rate.initial(),
        rate.halvingEpochs() == 0
            ? ""
            : " halved every " + Counted.of(rate.halvingEpochs(), "epoch"),
        Counted.of(stopping.epochs(), "epoch"),
        stopping.patience());
  }
}
