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

  /** Told of every batch. */
  @FunctionalInterface
  interface Watch {
    void batch(long done, long total);
  }

  static Measurement of(LanguageModel model, TextTask task, RunSpec spec, Watch watch) {
    int batches = spec.evaluation().batches();
    int calibrating = spec.evaluation().calibrationBatches();
    Steps steps = new Steps(watch, 2L * batches + calibrating);
    try (NoGradGuard constant = new NoGradGuard()) {
      ActivationRecorder recorder = recorder(model);
      double plain = perplexity(model, task, batches, recorder, steps);
      QuantizationConfig config = quantization(spec.kind());
      Calibration calibration = new Calibration(config);
      for (int batch = 0; batch < calibrating; batch++) {
        try (TensorScope scope = TensorScope.open()) {
          task.calibrationLoss(batch, ForwardContext.evaluation(calibration));
        }
        steps.next();
      }
      try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
        double w8a8 = perplexity(model, task, batches, quantized, steps);
        return new Measurement(recorder.summary(), plain, w8a8);
      }
    }
  }

  static Quality quality(LanguageModel model, TextTask task, int batches) {
    try (NoGradGuard constant = new NoGradGuard()) {
      ActivationRecorder recorder = recorder(model);
      Steps unwatched = new Steps((done, total) -> {}, batches);
      double perplexity = perplexity(model, task, batches, recorder, unwatched);
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

  private static double perplexity(
      LanguageModel model, TextTask task, int batches, Probe probe, Steps steps) {
    double sum = 0;
    for (int batch = 0; batch < batches; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        sum += Tensors.item(task.evaluationLoss(batch, ForwardContext.evaluation(probe)));
      }
      steps.next();
    }
    return Math.exp(sum / batches);
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
