package org.outeffhop.experiment.onnx;

import java.util.Optional;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.runtime.TargetProcessor;

/**
 * How a model is exported.
 *
 * @param weights their grids, in eight bits
 * @param range how activations' ranges follow from batches; empty: as a comparison has it
 * @param smoothing which scales are moved before int8; empty: none
 * @param processor which processors an eight-bit graph is for; empty: every one
 * @param fusedAttention whether a decoder runs on ONNX Runtime's fused attention, with a cache of
 *     keys and values
 * @param attention the method of a checkpoint whose {@code config.json} does not say it
 */
public record ExportOptions(
    ExportPrecision precision,
    WeightQuantization weights,
    Optional<RangeEstimator> range,
    Optional<Smoothing> smoothing,
    Optional<TargetProcessor> processor,
    boolean fusedAttention,
    Optional<AttentionMethod> attention) {
  /**
   * Refuses options without effect.
   *
   * @throws IllegalArgumentException naming the option and the precision
   */
  public ExportOptions {
    if (range.isPresent() && precision != ExportPrecision.INT8) {
      throw new IllegalArgumentException(
          "a range is given, but precision is %s; only int8 has calibrated ranges"
              .formatted(precision));
    }
    if (smoothing.isPresent() && precision != ExportPrecision.INT8) {
      throw new IllegalArgumentException(
          "smoothing is given, but precision is %s; only int8 has grids that it is for"
              .formatted(precision));
    }
    if (processor.isPresent() && precision == ExportPrecision.FP32) {
      throw new IllegalArgumentException(
          "cpu is %s, but precision is fp32, which is the same for every processor; leave it out, or take int8 or int8-dynamic"
              .formatted(processor.get()));
    }
    if (weights.granularity() == Granularity.PER_CHANNEL && precision == ExportPrecision.FP32) {
      throw new IllegalArgumentException(
          "weights are per channel, but precision is fp32; int8 and int8-dynamic put them on grids");
    }
  }

  /** The weights of a graph in eight bits. */
  Int8Weights int8Weights(QuantizationConfig config) {
    return Int8Weights.of(config, processor.orElse(TargetProcessor.ANY));
  }

  /** As asked for, over how a comparison quantizes the model. */
  QuantizationConfig config(QuantizationConfig own) {
    QuantizationConfig config = own.withWeights(weights);
    return range.map(config::withRange).orElse(config);
  }
}
