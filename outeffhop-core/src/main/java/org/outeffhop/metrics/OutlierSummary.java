package org.outeffhop.metrics;

import java.util.List;

/**
 * The outliers of a model.
 *
 * @param averageKurtosis the mean kurtosis over modules
 * @param maximumInfinityNorm the largest of the modules' maximum infinity norms
 * @param modules every module, in the order of the forward pass
 */
public record OutlierSummary(
    double averageKurtosis, double maximumInfinityNorm, List<ModuleOutliers> modules) {
  /** Takes a copy of the list. */
  public OutlierSummary {
    modules = List.copyOf(modules);
  }

  /**
   * Summarises modules.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static OutlierSummary of(List<ModuleOutliers> modules) {
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("no module was recorded; a summary needs at least 1");
    }
    return new OutlierSummary(
        modules.stream().mapToDouble(ModuleOutliers::kurtosis).average().orElseThrow(),
        modules.stream().mapToDouble(ModuleOutliers::maximumInfinityNorm).max().orElseThrow(),
        modules);
  }
}
