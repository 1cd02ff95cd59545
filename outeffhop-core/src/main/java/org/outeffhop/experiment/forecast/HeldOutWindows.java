package org.outeffhop.experiment.forecast;

import java.util.List;
import java.util.Map;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;

/**
 * A net on windows that it was not trained on; the quality is the mean squared error.
 *
 * @param batches the windows' indices
 */
record HeldOutWindows(
    ForecastTask task, SeriesWindows windows, List<int[]> batches, Runnable afterBatch)
    implements MeasuredTask<Quality> {
  private static final long CALIBRATION_SEED = 20240404;

  @Override
  public List<String> outlierProbePoints() {
    return task.net().outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  @Override
  public void calibrate(ForwardContext context) {
    task.calibrate(context, CALIBRATION_SEED, afterBatch);
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    ForecastErrors errors = task.errors(windows, batches, context, afterBatch);
    return new Quality(errors.mse(), Map.of("mae", errors.mae()));
  }
}
