package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * Stored models in full precision and quantized by simulation.
 *
 * @param settings what was asked for, by name
 */
public record QuantizationResult(List<Model> models, Map<String, Object> settings) {
  /**
   * One model.
   *
   * @param run the name of its folder
   * @param model the kind of model
   * @param attention the attention method
   * @param data what it was measured on, by name and fingerprint
   * @param ownData whether it was trained on the same data
   * @param averageKurtosis mean over the measured modules, in full precision
   * @param maximumInfinityNorm the largest module's, in full precision
   * @param quality in full precision
   * @param details further measures in full precision, by name
   * @param weights how weights are put on grids
   * @param activations how activations are
   * @param fullPrecision patterns of the names that stay in full precision
   * @param execution eight bits as they run; null where that was not asked for
   */
  public record Model(
      String run,
      String model,
      String attention,
      String data,
      boolean ownData,
      double averageKurtosis,
      double maximumInfinityNorm,
      QualityMeasure measure,
      double quality,
      Map<String, Double> details,
      String weights,
      String activations,
      List<String> fullPrecision,
      List<QuantizedQuality> quantized,
      ExecutionResult execution) {}

  /**
   * One quantization of a model.
   *
   * @param bits as W8A8
   * @param smoothing SmoothQuant's alpha, search or gamma: which scales were moved before; null:
   *     none were
   * @param quality as the model's measure has it
   * @param details further measures, by name
   * @param change of the quality against full precision, in percent
   * @param lost of the quality against full precision, in percent; gains are negative
   * @param sensitivity what each module costs when it alone is quantized, the dearest first; null
   *     where it was not asked for
   */
  public record QuantizedQuality(
      String bits,
      String smoothing,
      double quality,
      Map<String, Double> details,
      double change,
      double lost,
      List<ModuleCost> sensitivity) {}

  /**
   * What one module costs.
   *
   * @param module a probe point, with its weight where it is a linear layer
   * @param quality when it alone is quantized
   * @param lost of the quality in full precision, in percent
   */
  public record ModuleCost(String module, double quality, double lost) {}
}
