package org.outeffhop.experiment.forecast;

import org.bytedeco.pytorch.Device;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;

/** STanHop-Net and its series. */
record ForecastWorkload(ForecastRecipe recipe, TimeSeries series, SeriesSplit split)
    implements Workload {
  private static final int NAIVE_BATCH = 256;

  @Override
  public String dataName() {
    return name(series, split);
  }

  @Override
  public String data() {
    return fingerprinted(series, split);
  }

  private static String name(TimeSeries series, SeriesSplit split) {
    return "%s, %d series, %,d + %,d + %,d steps"
        .formatted(
            series.name(), series.channels(), split.training(), split.validation(), split.test());
  }

  static String fingerprinted(TimeSeries series, SeriesSplit split) {
    return name(series, split) + " " + series.fingerprint();
  }

  @Override
  public PreparedWorkload prepare(Progress progress) {
    StanHopConfig model = recipe.model();
    SeriesData data = SeriesData.of(series, split, model.contextLength(), model.predictionLength());
    return new Prepared(recipe, data, naive(data.test()));
  }

  /** The errors of the forecast that every series stays as it last was. */
  private static ForecastErrors naive(SeriesWindows windows) {
    try (Device cpu = Engine.device("cpu")) {
      return ForecastErrors.of(
          windows, windows.all(NAIVE_BATCH), cpu, x -> x.narrow(1, x.size(1) - 1, 1), () -> {});
    }
  }

  private record Prepared(ForecastRecipe recipe, SeriesData data, ForecastErrors naive)
      implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.epochs() * ForecastTask.stepsPerEpoch(recipe, data);
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new ForecastTask(recipe, run, data, naive, device);
    }

    @Override
    public void close() {
      data.close();
    }
  }
}
