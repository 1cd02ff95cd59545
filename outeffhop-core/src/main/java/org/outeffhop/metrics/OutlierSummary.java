package org.outeffhop.metrics;

import java.util.List;
import java.util.function.Predicate;

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
    return of(modules, name -> true, name -> true);
  }

  /**
   * Summarises modules, some for kurtosis alone and some for the norm alone.
   *
   * @param averaged over which kurtosis is averaged, by name
   * @param compared of which the largest norm is taken, by name
   * @throws IllegalArgumentException if there are none
   */
  public static OutlierSummary of(
      List<ModuleOutliers> modules, Predicate<String> averaged, Predicate<String> compared) {
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("no module was recorded; a summary needs at least 1");
    }
    return new OutlierSummary(
        modules.stream()
            .filter(module -> averaged.test(module.module()))
            .mapToDouble(ModuleOutliers::kurtosis)
            .average()
            .orElseThrow(),
        modules.stream()
            .filter(module -> compared.test(module.module()))
            .mapToDouble(ModuleOutliers::maximumInfinityNorm)
            .max()
            .orElseThrow(),
        modules);
  }
}
