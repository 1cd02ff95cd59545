package org.outeffhop.experiment.text;

import java.util.List;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.Bert;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A language model on held-out text; the quality is perplexity.
 *
 * @param batches of held-out text
 * @param calibrating batches of training text from which ranges come
 */
record HeldOutText(TextTask task, int batches, int calibrating, Runnable afterBatch)
    implements MeasuredTask<Quality> {
  private static final double MOMENTUM = 0.9;
  private static final double DECODER_PERCENTILE = 99.999;

  @Override
  public List<String> outlierProbePoints() {
    return task.model().outlierProbePoints();
  }

  @Override
  public QuantizationConfig quantization() {
    if (task.model() instanceof Bert) {
      return QuantizationConfig.w8a8();
    }
    return new QuantizationConfig(
        8,
        8,
        new RangeEstimator.RunningPercentile(MOMENTUM, DECODER_PERCENTILE),
        List.of("lm_head.*"));
  }

  @Override
  public void calibrate(ForwardContext context) {
    for (int batch = 0; batch < calibrating; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        task.calibrationLoss(batch, context);
      }
      afterBatch.run();
    }
  }

  @Override
  public Quality evaluate(ForwardContext context) {
    double sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        sum += Tensors.item(task.evaluationLoss(batch, context));
      }
      afterBatch.run();
    }
    return Quality.of(Math.exp(sum / batches));
  }
}
