package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * A model before and after its conversion.
 *
 * @param source the checkpoint, by name
 * @param model the kind of model
 * @param attention the attention method that it has now
 * @param data what it learned from and was measured on, by name
 * @param steps that were made
 * @param stages the original, with its attention swapped, converted
 * @param weights how weights are put on grids in the eight bits that are executed
 * @param cpu the processors that the graph is for: any or vnni
 * @param executedBatches held-out batches on which those are compared
 * @param before the original in executed eight bits; null where nothing was executed
 * @param after the converted model likewise
 * @param settings of the conversion, by name
 * @param seconds of all of it
 */
public record ConversionResult(
    String source,
    String model,
    String attention,
    String data,
    long steps,
    QualityMeasure measure,
    List<Stage> stages,
    String weights,
    String cpu,
    long executedBatches,
    ExecutionResult before,
    ExecutionResult after,
    Map<String, Object> settings,
    double seconds) {
  /**
   * A model on the way.
   *
   * @param averageKurtosis mean over the measured modules
   * @param maximumInfinityNorm the largest module's
   * @param quality in full precision
   * @param qualityW8a8 in static per-tensor W8A8, everything quantized, simulated
   * @param details further measures, by name; those of W8A8 end in {@code _w8a8}
   */
  public record Stage(
      String name,
      String attention,
      double averageKurtosis,
      double maximumInfinityNorm,
      double quality,
      double qualityW8a8,
      Map<String, Double> details) {}
}
