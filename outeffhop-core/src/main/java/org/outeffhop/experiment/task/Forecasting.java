package org.outeffhop.experiment.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.export.TorchValues;
import org.outeffhop.metrics.ForecastError;
import org.outeffhop.metrics.Prediction;
import org.outeffhop.metrics.Quality;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.series.SeriesUnits;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/**
 * Forecasting of several series. The quality is the mean squared error on the test part, in units
 * of the training part's standard deviation, over all windows, steps and series.
 */
public final class Forecasting implements Task<StanHopNet, SeriesWindows.Batch> {
  private static final int SAMPLE = 16;
  private static final int NAIVE_BATCH = 256;

  private final SeriesData windows;
  private final RunData data;

  /**
   * A task.
   *
   * @param windows closed with this
   */
  public Forecasting(SeriesData windows, RunData data) {
    this.windows = windows;
    this.data = data;
  }

  /** The windows of all parts. */
  SeriesData windows() {
    return windows;
  }

  @Override
  public RunData data() {
    return data;
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.MSE;
  }

  @Override
  public ModelConfig fitted(ModelConfig config) {
    return ((StanHopConfig) config).withChannels(windows.channels());
  }

  @Override
  public Class<StanHopNet> modelClass() {
    return StanHopNet.class;
  }

  @Override
  public int trainingSamples() {
    return windows.training().count();
  }

  /** All windows of the test part. */
  @Override
  public List<Selection> heldOut(Evaluation evaluation) {
    return all(Part.HELD_OUT, evaluation.batchSize());
  }

  /** The first windows of the validation part. */
  @Override
  public List<Selection> glimpse(Evaluation evaluation) {
    List<Selection> all = all(Part.VALIDATION, evaluation.batchSize());
    return all.subList(0, Math.min(evaluation.shortBatches(), all.size()));
  }

  /** All windows of a part, so many at a time. */
  public List<Selection> all(Part part, int batchSize) {
    return Selection.measured(part, part(part).all(batchSize));
  }

  private SeriesWindows part(Part part) {
    return switch (part) {
      case TRAINING -> windows.training();
      case VALIDATION -> windows.validation();
      case HELD_OUT -> windows.test();
    };
  }

  @Override
  public SeriesWindows.Batch batch(Selection selection, Device device) {
    return part(selection.part()).batch(selection.samples(), device);
  }

  @Override
  public Tensor inputs(SeriesWindows.Batch batch) {
    return batch.contexts();
  }

  @Override
  public Tensor output(StanHopNet net, Tensor contexts, ForwardContext context) {
    return net.forecast(contexts, context);
  }

  @Override
  public Tensor trainingLoss(
      StanHopNet net, Selection selection, Device device, ForwardContext context) {
    SeriesWindows.Batch batch = batch(selection, device);
    return net.loss(batch.contexts(), batch.targets(), context);
  }

  @Override
  public Scoring<SeriesWindows.Batch, Prediction> scoring(StanHopNet net) {
    return new Scoring<>(
        new ForecastError(),
        (batch, context) -> prediction(output(net, batch.contexts(), context), batch),
        Forecasting::prediction);
  }

  private static Prediction prediction(Tensor forecast, SeriesWindows.Batch batch) {
    return new Prediction(forecast, batch.targets());
  }

  /** The errors on the test part of the forecast that every series stays as it last was. */
  public Quality naive() {
    ForecastError error = new ForecastError();
    try (Device cpu = Engine.device("cpu")) {
      for (Selection selection : all(Part.HELD_OUT, NAIVE_BATCH)) {
        Interruptions.check("the forecast without a model");
        try (TensorScope scope = TensorScope.open()) {
          SeriesWindows.Batch batch = batch(selection, cpu);
          Tensor last = batch.contexts().narrow(1, batch.contexts().size(1) - 1, 1);
          error.update(prediction(last, batch));
        }
      }
    }
    return error.compute();
  }

  @Override
  public Tensor samples(int batch, int length) {
    int count = windows.test().count();
    return contexts(IntStream.range(0, batch).map(i -> i % count).toArray());
  }

  private Tensor contexts(int[] chosen) {
    try (Device cpu = Engine.device("cpu")) {
      return windows.test().batch(chosen, cpu).contexts();
    }
  }

  @Override
  public GraphSample graphSample(StanHopNet net, ModelConfig config) {
    int count = Math.min(SAMPLE, windows.test().count());
    Tensor past = contexts(IntStream.range(0, count).toArray());
    try (NoGradGuard constant = new NoGradGuard()) {
      return new GraphSample(
          String.format(Locale.ROOT, "%d test windows of %s", count, windows.name()),
          count,
          Map.of("past_values", TorchValues.input(past)),
          output(net, past, ForwardContext.EVALUATION),
          null);
    }
  }

  @Override
  public List<String> writeCompanions(Path folder) {
    windows.units().write(folder.resolve(SeriesUnits.FILE));
    return List.of(SeriesUnits.FILE);
  }

  @Override
  public void close() {
    windows.close();
  }
}
