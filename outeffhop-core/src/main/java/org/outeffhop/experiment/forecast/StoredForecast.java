package org.outeffhop.experiment.forecast;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;

/** A STanHop-Net that a comparison stored, on the CPU, and its series. */
public final class StoredForecast implements TrainedModel {
  private final StanHopNet net;
  private final RunData from;
  private final SeriesData data;
  private final int batchSize;
  private final int calibrating;
  private final Device device = Engine.device("cpu");

  private StoredForecast(
      StanHopNet net, RunData from, SeriesData data, int batchSize, int calibrating) {
    this.net = net;
    this.from = from;
    this.data = data;
    this.batchSize = Math.min(batchSize, data.training().count());
    this.calibrating = calibrating;
  }

  /**
   * Opens a net.
   *
   * @throws IllegalArgumentException if no comparison made it, its files are damaged, or the series
   *     do not fit
   */
  public static StoredForecast open(StoredRun run, StoredData given) {
    if (!run.ofComparison()) {
      throw new IllegalArgumentException(
          run.folder() + " has no settings.json, which says how a STanHop-Net is measured");
    }
    StanHopConfig config = (StanHopConfig) ModelConfig.read(run.file("config.json"));
    TimeSeries series =
        run.data(
            given.series(),
            given.builtinSeries(),
            offered -> ForecastWorkload.fingerprinted(offered, split(given, offered)),
            "--series and --split");
    if (series.channels() != config.numInputChannels()) {
      throw new IllegalArgumentException(
          "%s has %d series; %s takes %d"
              .formatted(
                  series.name(), series.channels(), run.folder(), config.numInputChannels()));
    }
    SeriesSplit split = split(given, series);
    int calibrating = given.evaluation(run).calibrationBatches();
    int whole = run.size("batch_size", 1);
    int batchSize = Math.min(whole, run.size("micro_batch_size", whole));
    StanHopNet net = (StanHopNet) Checkpoint.read(run.folder()).model();
    try {
      return new StoredForecast(
          net,
          run.own(ForecastWorkload.fingerprinted(series, split)),
          SeriesData.of(series, split, config.contextLength(), config.predictionLength()),
          batchSize,
          calibrating);
    } catch (IllegalArgumentException e) {
      net.close();
      throw e;
    }
  }

  private static SeriesSplit split(StoredData given, TimeSeries series) {
    return given.split().orElseGet(() -> SeriesSplit.byShares(series.length()));
  }

  /** The net; closed with this. */
  public StanHopNet net() {
    return net;
  }

  /** The windows that it is measured on; closed with this. */
  public SeriesData windows() {
    return data;
  }

  @Override
  public String kind() {
    return ModelType.STANHOP.toString();
  }

  @Override
  public String attention() {
    return net.config().attention().method().toString();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.MSE;
  }

  @Override
  public RunData data() {
    return from;
  }

  @Override
  public Parameters parameters() {
    return net.parameters();
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    return MigrationPairs.of(net.config());
  }

  @Override
  public OnnxExport export(Precision precision) {
    return OnnxExport.of(net.config(), net, precision);
  }

  @Override
  public Tensor outputs(Tensor contexts) {
    return net.forecast(contexts, ForwardContext.EVALUATION);
  }

  @Override
  public Tensor samples(int batch, int length) {
    int[] chosen = IntStream.range(0, batch).map(i -> i % data.test().count()).toArray();
    return data.test().batch(chosen, device).contexts();
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return HeldOutWindows.brief(net, device, data, batchSize, 1);
  }

  @Override
  public ExecutableTask whole(Runnable afterBatch) {
    return HeldOutWindows.whole(net, device, data, batchSize, calibrating, afterBatch);
  }

  @Override
  public void close() {
    net.close();
    data.close();
    device.close();
  }
}
