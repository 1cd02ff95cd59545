package org.outeffhop.experiment.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesUnits;
import org.outeffhop.experiment.forecast.StoredForecast;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.OnnxInput;
import org.outeffhop.export.Precision;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/** A STanHop-Net and the units of its series. */
record ExportedSeries(StoredRun run, StoredForecast stored, StoredData data, Progress progress)
    implements ExportedModel {
  private static final int WINDOWS = 16;

  @Override
  public String kind() {
    return stored.kind();
  }

  @Override
  public String attention() {
    return stored.attention();
  }

  @Override
  public Parameters parameters() {
    return stored.parameters();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public String calibrate(Probe probe) {
    return TrainedCalibration.run(stored, data.evaluation(run), probe, progress);
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    return stored.migrationPairs();
  }

  @Override
  public OnnxExport graph(Precision precision) {
    return OnnxExport.of(stored.net().config(), stored.net(), precision);
  }

  @Override
  public Sample sample() {
    SeriesData windows = stored.windows();
    int[] first = IntStream.range(0, Math.min(WINDOWS, windows.test().count())).toArray();
    try (Device device = Engine.device("cpu");
        NoGradGuard constant = new NoGradGuard()) {
      Tensor past = windows.test().batch(first, device).contexts();
      return new Sample(
          "%d test windows of %s".formatted(first.length, windows.name()),
          first.length,
          Map.of("past_values", OnnxInput.of(past)),
          stored.net().forecast(past, ForwardContext.EVALUATION),
          null);
    }
  }

  @Override
  public List<String> writeCompanions(Path folder) {
    stored.windows().units().write(folder.resolve(SeriesUnits.FILE));
    return List.of(SeriesUnits.FILE);
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public void close() {
    stored.close();
  }
}
