package org.outeffhop.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** What is measured on a trained model: outliers and quality, in full precision and in W8A8. */
record Measurement(OutlierSummary outliers, double perplexity, double perplexityW8a8) {
  private static final double MOMENTUM = 0.9;
  private static final double OPT_PERCENTILE = 99.999;

  /** Outliers and quality in full precision. */
  record Quality(OutlierSummary outliers, double perplexity) {}

  static Measurement of(LanguageModel model, TextTask task, RunSpec spec) {
    int batches = spec.evaluation().batches();
    int calibrating = spec.evaluation().calibrationBatches();
    try (NoGradGuard constant = new NoGradGuard()) {
      ActivationRecorder recorder = recorder(model);
      double plain = perplexity(model, task, batches, recorder);
      QuantizationConfig config = quantization(spec.kind());
      Calibration calibration = new Calibration(config);
      for (int batch = 0; batch < calibrating; batch++) {
        try (TensorScope scope = TensorScope.open()) {
          task.calibrationLoss(batch, ForwardContext.evaluation(calibration));
        }
      }
      try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
        double w8a8 = perplexity(model, task, batches, quantized);
        return new Measurement(recorder.summary(), plain, w8a8);
      }
    }
  }

  static Quality quality(LanguageModel model, TextTask task, int batches) {
    try (NoGradGuard constant = new NoGradGuard()) {
      ActivationRecorder recorder = recorder(model);
      double perplexity = perplexity(model, task, batches, recorder);
      return new Quality(recorder.summary(), perplexity);
    }
  }

  private static ActivationRecorder recorder(LanguageModel model) {
    Set<String> points = new HashSet<>(model.outlierProbePoints());
    return new ActivationRecorder(points::contains);
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

  private static double perplexity(LanguageModel model, TextTask task, int batches, Probe probe) {
    double sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        sum += Tensors.item(task.evaluationLoss(batch, ForwardContext.evaluation(probe)));
      }
    }
    return Math.exp(sum / batches);
  }
}
