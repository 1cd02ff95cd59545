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

  /** Told of every batch. */
  @FunctionalInterface
  interface Watch {
    void batch(long done, long total);
  }

  static Measurement of(LanguageModel model, TextTask task, RunSpec spec, Watch watch) {
    int batches = spec.evaluation().batches();
    int calibrating = spec.evaluation().calibrationBatches();
    Steps steps = new Steps(watch, 2L * batches + calibrating);
    MeasuredTask.Quantized<Double> measured =
        new HeldOutText(model, task, batches, calibrating, quantization(spec.kind()), steps)
            .quantized();
    return new Measurement(measured.outliers(), measured.quality(), measured.w8a8());
  }

  static Quality quality(LanguageModel model, TextTask task, int batches) {
    Steps unwatched = new Steps((done, total) -> {}, batches);
    MeasuredTask.Full<Double> measured =
        new HeldOutText(model, task, batches, 0, QuantizationConfig.w8a8(), unwatched).full();
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
      Steps steps)
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
        steps.next();
      }
    }

    @Override
    public Double evaluate(ForwardContext context) {
      double sum = 0;
      for (int batch = 0; batch < batches; batch++) {
        try (TensorScope scope = TensorScope.open()) {
          sum += Tensors.item(task.evaluationLoss(batch, context));
        }
        steps.next();
      }
      return Math.exp(sum / batches);
    }
  }

  private static final class Steps {
    private final Watch watch;
    private final long total;
    private long done;

    Steps(Watch watch, long total) {
      this.watch = watch;
      this.total = total;
    }

    void next() {
      done++;
      watch.batch(done, total);
    }
  }
}
