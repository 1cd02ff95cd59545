package org.outeffhop.experiment.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.quantization.ActivationQuantization;
import org.outeffhop.quantization.ActivationQuantization.DynamicPerToken;
import org.outeffhop.quantization.ActivationQuantization.Static;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.NamePatterns;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.quantization.WeightQuantization;

/**
 * What is asked about stored models. What is empty is as a comparison has it for the kind of model.
 *
 * @param bits the settings, in the order of the table
 * @param perToken whether activations get a grid for every token instead of a static one
 * @param symmetric whether activations' zero points are 0
 * @param range of static activations
 * @param keep patterns of names that stay in full precision
 * @param smoothing whether every setting is also measured after SmoothQuant
 * @param sensitivity whether the cost of each module is measured for every setting
 * @param execution how eight bits are run and timed, where they are
 */
public record QuantizationOptions(
    List<BitWidths> bits,
    WeightQuantization weights,
    boolean perToken,
    boolean symmetric,
    Optional<RangeEstimator> range,
    Optional<NamePatterns> keep,
    Optional<Smoothing> smoothing,
    boolean sensitivity,
    Optional<ExecutionOptions> execution) {
  /** Checks that there is something to measure, and that no option is without effect. */
  public QuantizationOptions {
    bits = List.copyOf(bits);
    if (bits.isEmpty()) {
      throw new IllegalArgumentException("bits are missing; they are written like W8A8");
    }
    if (bits.stream().distinct().count() < bits.size()) {
      throw new IllegalArgumentException("bits are " + bits + "; each is measured once");
    }
    if (execution.isPresent() && (perToken || smoothing.isPresent())) {
      throw new IllegalArgumentException(
          "execution is asked for with "
              + (perToken ? "activations per token" : "smoothing " + smoothing.get())
              + "; it is of models as they are on static grids, leave one out");
    }
    if (perToken && range.isPresent()) {
      throw new IllegalArgumentException(
          "range is "
              + range.get().asText()
              + ", but activations per token have no calibrated range; leave one out");
    }
  }

  /**
   * A config for each setting.
   *
   * @param own as a comparison quantizes the model
   */
  List<QuantizationConfig> configs(QuantizationConfig own) {
    return bits.stream()
        .map(
            widths ->
                new QuantizationConfig(
                    widths,
                    weights,
                    activations(own.activations()),
                    keep.orElse(own.fullPrecision())))
        .toList();
  }

  private ActivationQuantization activations(ActivationQuantization own) {
    if (perToken) {
      return new DynamicPerToken(symmetric);
    }
    return new Static(range.orElseGet(own::requireStaticRange), symmetric);
  }

  /** As result files have it. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("bits", bits.stream().map(BitWidths::toString).toList());
    map.put("weights", weights.granularity().toString());
    map.put("activations", perToken ? "per-token" : "static");
    map.put("symmetric", symmetric);
    map.put("range", range.map(RangeEstimator::asText).orElse(null));
    map.put("keep", keep.map(NamePatterns::patterns).orElse(null));
    map.put("smoothing", smoothing.map(Smoothing::toString).orElse(null));
    return map;
  }

  /** Weights' grids for people. */
  String weightsInWords() {
    return "symmetric, " + weights.inWords();
  }
}
