package org.outeffhop.experiment.forecast;

import java.util.List;
import java.util.function.UnaryOperator;
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
   * The errors of forecasts.
   *
   * @param indices of the windows in each batch
   * @param forecast from contexts, [B, context, D], to [B, horizon, D]
   * @param afterBatch told after every batch
   */
  static ForecastErrors of(
      SeriesWindows windows,
      List<int[]> indices,
      Device device,
      UnaryOperator<Tensor> forecast,
      Runnable afterBatch) {
    double squares = 0;
    double sizes = 0;
    long count = 0;
    for (int[] chosen : indices) {
      try (TensorScope scope = TensorScope.open()) {
        SeriesWindows.Batch batch = windows.batch(chosen, device);
        Tensor difference = forecast.apply(batch.contexts()).sub(batch.targets());
        squares += Tensors.item(difference.square().sum());
        sizes += Tensors.item(difference.abs().sum());
        count += difference.numel();
      }
      afterBatch.run();
    }
    return new ForecastErrors(squares / count, sizes / count);
  }
}
