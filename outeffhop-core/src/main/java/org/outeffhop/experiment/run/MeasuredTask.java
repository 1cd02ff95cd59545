package org.outeffhop.experiment.run;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.Probe;

/**
 * A trained model with what it is measured on.
 *
 * @param <Q> its quality
 */
public interface MeasuredTask<Q> {
  /** The module outputs over which outliers are measured. */
  List<String> outlierProbePoints();

  /** How the model is quantized. */
  QuantizationConfig quantization();

  /** Runs the model on the training data from which ranges come. */
  void calibrate(ForwardContext context);

  /** The quality on held-out data. */
  Q evaluate(ForwardContext context);

  /** Outliers and quality in full precision. */
  record Full<Q>(OutlierSummary outliers, Q quality) {}

  /**
   * Outliers and quality in full precision, and the quality in static W8A8.
   *
   * @param grids of the activations, by name
   */
  record Quantized<Q>(
      OutlierSummary outliers, Q quality, Q w8a8, Map<String, UniformQuantizer> grids) {}

  /** Measures without quantization. */
  default Full<Q> full() {
    Set<String> points = new HashSet<>(outlierProbePoints());
    ActivationRecorder recorder = new ActivationRecorder(points::contains);
    Q quality = evaluateUnder(recorder);
    return new Full<>(recorder.summary(), quality);
  }

  /** Measures in full precision, calibrates, and measures quantized. */
  default Quantized<Q> quantized() {
    Full<Q> full = full();
    QuantizationConfig config = quantization();
    Calibration calibration = new Calibration(config);
    calibrateUnder(calibration);
    try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
      return new Quantized<>(
          full.outliers(),
          full.quality(),
          evaluateUnder(quantized),
          calibration.quantizers(config));
    }
  }

  /** The quality while a probe looks or acts, without gradients. */
  default Q evaluateUnder(Probe probe) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return evaluate(ForwardContext.evaluation(probe));
    }
  }

  /** Runs the model on calibration data under a probe, without gradients. */
  default void calibrateUnder(Probe probe) {
    try (NoGradGuard constant = new NoGradGuard()) {
      calibrate(ForwardContext.evaluation(probe));
    }
  }
}
