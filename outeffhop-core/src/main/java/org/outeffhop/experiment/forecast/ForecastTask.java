package org.outeffhop.experiment.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A net and its series: what it sees at a step, and its errors. */
final class ForecastTask implements TrainingTask {
  private final ForecastRecipe recipe;
  private final Evaluation settings;
  private final SeriesData data;
  private final ForecastErrors naive;
  private final Device device;
  private final StanHopConfig config;
  private final StanHopNet net;
  private final int batchSize;
  private final int measuredAtOnce;
  private final BlockSampler training;

  ForecastTask(
      ForecastRecipe recipe, RunSpec run, SeriesData data, ForecastErrors naive, Device device) {
    this.recipe = recipe;
    this.data = data;
    this.naive = naive;
    this.device = device;
    settings = run.evaluation();
    config = recipe.model().withChannels(data.channels()).withMethod(run.method());
    net = Engine.seeded(run.seed(), () -> new StanHopNet(config));
    batchSize = batchSize(recipe, data);
    measuredAtOnce = Math.min(batchSize, recipe.microBatchSize());
    training = new BlockSampler(data.training().count(), batchSize, run.seed());
  }

  private static int batchSize(ForecastRecipe recipe, SeriesData data) {
    return Math.min(recipe.batchSize(), data.training().count());
  }

  /** Updates in which every training window comes once, or a little more. */
  static long stepsPerEpoch(ForecastRecipe recipe, SeriesData data) {
    int batch = batchSize(recipe, data);
    return (data.training().count() + batch - 1L) / batch;
  }

  @Override
  public Parameters parameters() {
    return net.parameters();
  }

  @Override
  public TrainingConfig training() {
    return recipe.training(stepsPerEpoch(recipe, data), recipe.microBatches(batchSize));
  }

  @Override
  public Objective objective(ForwardContext context) {
    MicroBatches parts = new MicroBatches(batchSize, recipe.microBatches(batchSize));
    return (step, microBatch) -> {
      int[] chosen = parts.of(training.indices(step), microBatch);
      SeriesWindows.Batch batch = data.training().batch(chosen, device);
      return parts.weighted(net.loss(batch.contexts(), batch.targets(), context), chosen.length);
    };
  }

  @Override
  public Optional<Validation> validation() {
    List<int[]> batches = data.validation().all(measuredAtOnce);
    return Optional.of(
        new Validation(
            stepsPerEpoch(recipe, data),
            recipe.patience(),
            batches.size(),
            afterBatch -> validationError(batches, afterBatch)));
  }

  private double validationError(List<int[]> batches, Runnable afterBatch) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return ForecastErrors.of(
              data.validation(),
              batches,
              device,
              x -> net.forecast(x, ForwardContext.EVALUATION),
              afterBatch)
          .mse();
    }
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return HeldOutWindows.brief(net, device, data, measuredAtOnce, settings.shortBatches());
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return HeldOutWindows.whole(
        net, device, data, measuredAtOnce, settings.calibrationBatches(), afterBatch);
  }

  @Override
  public long batches() {
    return 2L * data.test().all(measuredAtOnce).size() + settings.calibrationBatches();
  }

  @Override
  public Map<String, Double> details() {
    Map<String, Double> details = new LinkedHashMap<>();
    details.put("naive_mse", naive.mse());
    details.put("naive_mae", naive.mae());
    if (recipe.memoryWindows() > 0) {
      details.putAll(
          new MemoryTrial(net, data, device, measuredAtOnce).errors(recipe.memoryWindows()));
    }
    return details;
  }

  @Override
  public void write(RunDirectory folder) {
    CheckpointWriter.FLOAT32.write(folder.path(), config, net);
  }

  @Override
  public void close() {
    net.close();
  }
}
