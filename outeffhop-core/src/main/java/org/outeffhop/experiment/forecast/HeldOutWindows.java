package org.outeffhop.experiment.forecast;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;

/**
 * A net on windows that it was not trained on; the quality is the mean squared error.
 *
 * @param training windows from which ranges come
 * @param windows on which the error is measured
 * @param batches the windows' indices
 * @param calibrating those of the training windows
 */
record HeldOutWindows(
    StanHopNet net,
    Device device,
    SeriesWindows training,
    SeriesWindows windows,
    List<int[]> batches,
    List<int[]> calibrating,
    Runnable afterBatch)
    implements ExecutableTask {
  private static final long CALIBRATION_SEED = 20240404;

  /** On the first batches of the validation part. */
  static HeldOutWindows brief(
      StanHopNet net, Device device, SeriesData data, int batchSize, int batches) {
    List<int[]> first = data.validation().all(batchSize).stream().limit(batches).toList();
    return new HeldOutWindows(
        net, device, data.training(), data.validation(), first, List.of(), () -> {});
  }

  /** On the test part; ranges come from the same training windows for every net. */
  static HeldOutWindows whole(
      StanHopNet net,
      Device device,
      SeriesData data,
      int batchSize,
      int calibrating,
      Runnable afterBatch) {
    BlockSampler sampler = new BlockSampler(data.training().count(), batchSize, CALIBRATION_SEED);
    List<int[]> training = IntStream.range(0, calibrating).mapToObj(sampler::indices).toList();
    return new HeldOutWindows(
        net,
        device,
        data.training(),
        data.test(),
        data.test().all(batchSize),
        training,
        afterBatch);
  }

  @Override
  public List<String> outlierProbePoints() {
    return net.outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public void calibrate(ForwardContext context) {
    errors(training, calibrating, x -> net.forecast(x, context));
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    return evaluate(x -> net.forecast(x, context));
  }

  @Override
  public Quality evaluate(UnaryOperator<Tensor> forecast) {
    ForecastErrors errors = errors(windows, batches, forecast);
    return new Quality(errors.mse(), Map.of("mae", errors.mae()));
  }

  private ForecastErrors errors(
      SeriesWindows of, List<int[]> indices, UnaryOperator<Tensor> forecast) {
    return ForecastErrors.of(of, indices, device, forecast, afterBatch);
  }
}
