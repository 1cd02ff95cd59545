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

  static Measurement of(
      LanguageModel model, ModelKind kind, TextTask task, ComparisonSettings settings) {
    try (NoGradGuard constant = new NoGradGuard()) {
      Set<String> points = new HashSet<>(model.outlierProbePoints());
      ActivationRecorder recorder = new ActivationRecorder(points::contains);
      double plain = perplexity(model, task, settings.evaluationBatches(), recorder);
      QuantizationConfig config = quantization(kind);
      Calibration calibration = new Calibration(config);
      for (int batch = 0; batch < settings.calibrationBatches(); batch++) {
        try (TensorScope scope = TensorScope.open()) {
          task.trainingLoss(model, batch, ForwardContext.evaluation(calibration));
        }
      }
      try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
        double w8a8 = perplexity(model, task, settings.evaluationBatches(), quantized);
        return new Measurement(recorder.summary(), plain, w8a8);
      }
    }
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
        sum += Tensors.item(task.evaluationLoss(model, batch, ForwardContext.evaluation(probe)));
      }
    }
    return Math.exp(sum / batches);
  }
}
