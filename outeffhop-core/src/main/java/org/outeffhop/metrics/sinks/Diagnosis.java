package org.outeffhop.metrics.sinks;

import java.util.List;
import java.util.Map;

/**
 * Whose the outliers of a model are.
 *
 * @param samples over which outlier elements were counted
 * @param tokens in them, without padding
 * @param sinkTokens those of the tokens that heads sink into
 * @param sinkLabels how often those are of which label
 * @param heads every head, in the order of the forward pass
 * @param modules every module, in the order of the forward pass
 */
public record Diagnosis(
    long samples,
    long tokens,
    long sinkTokens,
    Map<Long, Long> sinkLabels,
    List<HeadUse> heads,
    List<ModuleUse> modules) {
  /** Copies what it is given. */
  public Diagnosis {
    sinkLabels = Map.copyOf(sinkLabels);
    heads = List.copyOf(heads);
    modules = List.copyOf(modules);
  }

  /** Outlier elements of all modules. */
  public Whereabouts outliers() {
    return modules.stream().map(ModuleUse::outliers).reduce(Whereabouts.NONE, Whereabouts::plus);
  }

  /** What they add to kurtosis, summed over modules. */
  public Whereabouts ofKurtosis() {
    return modules.stream().map(ModuleUse::ofKurtosis).reduce(Whereabouts.NONE, Whereabouts::plus);
  }
}
