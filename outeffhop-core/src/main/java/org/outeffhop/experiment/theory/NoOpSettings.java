package org.outeffhop.experiment.theory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ablation of outlier detection runs.
 *
 * @param kinds of planted outliers
 * @param patterns in all
 * @param dimension of a pattern
 * @param share of the patterns that are outliers, between 0 and 1
 * @param misclassified shares, from 0 to 1, of the outliers that are left in and of the others that
 *     are left out where the marks are wrong to that degree
 * @param seed of patterns and queries
 */
public record NoOpSettings(
    List<OutlierKind> kinds,
    int patterns,
    int dimension,
    double share,
    List<Double> misclassified,
    long seed) {
  public NoOpSettings {
    kinds = List.copyOf(kinds);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("there are no kinds of outliers to plant");
    }
    OutlierData.requirePlantable(patterns, dimension, share);
    misclassified = List.copyOf(misclassified);
    for (double rate : misclassified) {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "misclassified is " + rate + "; it must be from 0 to below 1");
      }
    }
  }

  /** By name, as they are written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("outliers", kinds.stream().map(OutlierKind::toString).toList());
    map.put("patterns", patterns);
    map.put("dimension", dimension);
    map.put("share", share);
    map.put("misclassified", misclassified);
    map.put("beta", OutlierData.BETA);
    map.put("queries", patterns - OutlierData.outlierCount(patterns, share));
    map.put("seed", seed);
    return map;
  }
}
