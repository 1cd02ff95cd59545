package org.outeffhop.experiment.result;

import java.util.Locale;
import java.util.Map;

/**
 * What one run measured.
 *
 * @param model its type, under Hugging Face's name
 * @param attention the attention method
 * @param seed of weights, data order and masking
 * @param steps optimiser steps
 * @param parameters trained scalars
 * @param averageKurtosis mean over the measured modules
 * @param maximumInfinityNorm the largest module's
 * @param measure what quality is
 * @param quality on held-out data, full precision
 * @param qualityW8a8 the same after static per-tensor W8A8 by simulation
 * @param details further measures of this model, by name
 * @param seconds of training and measuring
 */
public record ComparisonRow(
    String model,
    String attention,
    long seed,
    long steps,
    long parameters,
    double averageKurtosis,
    double maximumInfinityNorm,
    QualityMeasure measure,
    double quality,
    double qualityW8a8,
    Map<String, Double> details,
    double seconds) {

  /** Details that a file leaves out are none. */
  public ComparisonRow {
    details = details == null ? Map.of() : details;
  }

  /**
   * In a line, as it is said when the run ends: {@code opt vanilla seed 0: kurtosis 13.78, norm
   * 204.10, perplexity 288.65, W8A8 289.67, 61 s}.
   */
  public String summary() {
    String qualities = "%s %.{d}f, W8A8 %.{d}f".replace("{d}", String.valueOf(measure.decimals()));
    return String.format(
        Locale.ROOT,
        "%s %s seed %d: kurtosis %.2f, norm %.2f, " + qualities + ", %,.0f s",
        model,
        attention,
        seed,
        averageKurtosis,
        maximumInfinityNorm,
        measure,
        quality,
        qualityW8a8,
        seconds);
  }

  /** The same under another name of the model. */
  public ComparisonRow named(String name) {
    return new ComparisonRow(
        name,
        attention,
        seed,
        steps,
        parameters,
        averageKurtosis,
        maximumInfinityNorm,
        measure,
        quality,
        qualityW8a8,
        details,
        seconds);
  }
}
