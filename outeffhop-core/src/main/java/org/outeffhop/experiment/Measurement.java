package org.outeffhop.experiment;

import java.util.List;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * What is measured on a trained language model: outliers and quality, in full precision and in
 * W8A8.
 */
record Measurement(OutlierSummary outliers, double perplexity, double perplexityW8a8) {
  private static final double MOMENTUM = 0.9;
  private static final double OPT_PERCENTILE = 99.999;

  /** Outliers and quality in full precision. */
  record Quality(OutlierSummary outliers, double perplexity) {}

  /** Batches that {@link #of} computes. */
  static long batches(RunSpec spec) {
    return 2L * spec.evaluation().batches() + spec.evaluation().calibrationBatches();
  }

  static Measurement of(LanguageModel model, TextTask task, RunSpec spec, Runnable afterBatch) {
    int batches = spec.evaluation().batches();
    int calibrating = spec.evaluation().calibrationBatches();
    MeasuredTask.Quantized<Double> measured =
        new HeldOutText(model, task, batches, calibrating, quantization(spec.kind()), afterBatch)
            .quantized();
    return new Measurement(measured.outliers(), measured.quality(), measured.w8a8());
  }

  static Quality quality(LanguageModel model, TextTask task, int batches) {
    MeasuredTask.Full<Double> measured =
        new HeldOutText(model, task, batches, 0, QuantizationConfig.w8a8(), () -> {}).full();
    return new Quality(measured.outliers(), measured.quality());
  }

  private static QuantizationConfig quantization(ModelKind kind) {
    return switch (kind) {
      case BERT -> QuantizationConfig.w8a8();
      case OPT ->
          new QuantizationConfig(
              8,
              8,
              new RangeEstimator.RunningPercentile(MOMENTUM, OPT_PERCENTILE),
              List.of("lm_head.*"));
    };
  }

  /** The quality is perplexity. */
  private record HeldOutText(
      LanguageModel model,
      TextTask task,
      int batches,
      int calibrating,
      QuantizationConfig quantization,
      Runnable afterBatch)
      implements MeasuredTask<Double> {
    @Override
    public List<String> outlierProbePoints() {
      return model.outlierProbePoints();
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
    public Double evaluate(ForwardContext context) {
      double sum = 0;
      for (int batch = 0; batch < batches; batch++) {
        try (TensorScope scope = TensorScope.open()) {
          sum += Tensors.item(task.evaluationLoss(batch, context));
        }
        afterBatch.run();
      }
      return Math.exp(sum / batches);
    }
  }
}
