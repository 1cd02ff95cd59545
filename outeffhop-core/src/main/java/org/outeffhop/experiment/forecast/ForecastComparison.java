package org.outeffhop.experiment.forecast;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.Progress;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.Provenance;
import org.outeffhop.experiment.result.ForecastResult;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.RunDirectory;

/**
 * Trains STanHop-Net with every attention method on the same series with the same seeds, and
 * measures it.
 */
public final class ForecastComparison {
  private static final int NAIVE_BATCH = 256;

  private final ForecastSettings settings;
  private final Provenance provenance;
  private final TimeSeries series;
  private final Progress progress;

  /**
   * A comparison that is still to be run.
   *
   * @param provenance written into the folder
   */
  public ForecastComparison(
      ForecastSettings settings, Provenance provenance, TimeSeries series, Progress progress) {
    this.settings = settings;
    this.provenance = provenance;
    this.series = series;
    this.progress = progress;
  }

  /**
   * Runs it. Every run has a folder of its own in the given one, which is to hold {@code
   * result.json} once it is whole.
   *
   * @throws IllegalArgumentException if the series does not fit the split or the device is not
   *     there
   */
  public ForecastResult run(RunDirectory folder) {
    long start = System.nanoTime();
    StanHopConfig model = settings.recipe().model();
    try (SeriesData data =
        SeriesData.of(series, settings.split(), model.contextLength(), model.predictionLength())) {
      Engine.device(settings.device()).close();
      folder.writeJson("run.json", provenance);
      ForecastErrors naive = naive(data.test());
      List<ForecastResult.Row> rows = rows(folder, data);
      return new ForecastResult(
          rows,
          naive.mse(),
          naive.mae(),
          settings.asMap(series.name(), series.channels()),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private List<ForecastResult.Row> rows(RunDirectory folder, SeriesData data) {
    List<ForecastResult.Row> rows = new ArrayList<>();
    int runs = settings.seeds() * settings.methods().size();
    for (int seed = 0; seed < settings.seeds(); seed++) {
      for (AttentionMethod method : settings.methods()) {
        RunDirectory own =
            RunDirectory.openOrCreate(folder.file("stanhop-" + method + "-seed" + seed));
        String place = "[%d/%d] ".formatted(rows.size() + 1, runs);
        rows.add(new ForecastRun(settings, method, seed, data, own, place, progress).run());
      }
    }
    return rows;
  }

  /** The errors of the forecast that every series stays as it last was. */
  private static ForecastErrors naive(SeriesWindows windows) {
    try (Device cpu = Engine.device("cpu")) {
      return ForecastErrors.of(windows, NAIVE_BATCH, cpu, x -> x.narrow(1, x.size(1) - 1, 1));
    }
  }
}
