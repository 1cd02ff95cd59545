package org.outeffhop.experiment.forecast;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.experiment.MeasuredTask;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.TensorScope;

/** A net and its series: what it sees at a step, and its errors. */
final class ForecastTask implements MeasuredTask<ForecastErrors> {
  private static final int CALIBRATION_BATCHES = 16;
  private static final long CALIBRATION_SEED = 20240404;

  private final StanHopNet net;
  private final SeriesData data;
  private final int batchSize;
  private final Device device;
  private final BlockSampler training;

  ForecastTask(StanHopNet net, SeriesData data, int batchSize, long seed, Device device) {
    this.net = net;
    this.data = data;
    this.batchSize = Math.min(batchSize, data.training().count());
    this.device = device;
    training = new BlockSampler(data.training().count(), this.batchSize, seed);
  }

  /** Updates in which every training window comes once, or a little more. */
  long stepsPerEpoch() {
    return (data.training().count() + batchSize - 1L) / batchSize;
  }

  /** The mean squared error on the training batch of a step. */
  Tensor trainingLoss(long step, ForwardContext context) {
    SeriesWindows.Batch batch = data.training().batch(training.indices(step), device);
    return net.loss(batch.contexts(), batch.targets(), context);
  }

  double validationError() {
    try (NoGradGuard constant = new NoGradGuard()) {
      return errors(data.validation(), ForwardContext.EVALUATION).mse();
    }
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
    BlockSampler sampler = new BlockSampler(data.training().count(), batchSize, CALIBRATION_SEED);
    for (int batch = 0; batch < CALIBRATION_BATCHES; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        net.forecast(data.training().batch(sampler.indices(batch), device).contexts(), context);
      }
    }
  }

  /** The errors on the test part. */
  @Override
  public ForecastErrors evaluate(ForwardContext context) {
    return errors(data.test(), context);
  }

  private ForecastErrors errors(SeriesWindows windows, ForwardContext context) {
    return ForecastErrors.of(windows, batchSize, device, x -> net.forecast(x, context));
  }
}
