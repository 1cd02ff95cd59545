package org.outeffhop.metrics;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * mse = mean((y - target)^2) over all elements of all batches; beside it mae = mean(|y - target|).
 * It is updated with forecasts and targets of one shape.
 */
public final class ForecastError implements Metric<Prediction> {
  private double squares;
  private double sizes;
  private long count;

  @Override
  public void update(Prediction seen) {
    Tensor difference = seen.output().sub(seen.target());
    squares += Tensors.item(difference.square().sum());
    sizes += Tensors.item(difference.abs().sum());
    count += difference.numel();
  }

  @Override
  public Quality compute() {
    Metric.requireSeen(count);
    return new Quality(squares / count, Map.of("mae", sizes / count));
  }

  @Override
  public void reset() {
    squares = 0;
    sizes = 0;
    count = 0;
  }
}
