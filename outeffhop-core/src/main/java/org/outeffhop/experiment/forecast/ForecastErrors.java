package org.outeffhop.experiment.forecast;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.series.SeriesWindows;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Errors of forecasts in units of the training part's standard deviation, over all windows, steps
 * and series.
 *
 * @param mse mean((y - target)^2)
 * @param mae mean(|y - target|)
 */
record ForecastErrors(double mse, double mae) {
  /**
   * The errors of all windows' forecasts.
   *
   * @param batchSize windows that are forecast at once
   * @param forecast from contexts, [B, context, D], to [B, horizon, D]
   */
  static ForecastErrors of(
      SeriesWindows windows, int batchSize, Device device, UnaryOperator<Tensor> forecast) {
    double squares = 0;
    double sizes = 0;
    long count = 0;
    for (int first = 0; first < windows.count(); first += batchSize) {
      try (TensorScope scope = TensorScope.open()) {
        int last = Math.min(first + batchSize, windows.count());
        SeriesWindows.Batch batch = windows.batch(IntStream.range(first, last).toArray(), device);
        Tensor difference = forecast.apply(batch.contexts()).sub(batch.targets());
        squares += Tensors.item(difference.square().sum());
        sizes += Tensors.item(difference.abs().sum());
        count += difference.numel();
      }
    }
    return new ForecastErrors(squares / count, sizes / count);
  }
}
