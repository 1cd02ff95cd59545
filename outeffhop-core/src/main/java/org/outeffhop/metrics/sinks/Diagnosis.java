package org.outeffhop.metrics.sinks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private static final double MOST = 0.5;
  private static final double DENSER = 2;

  /** Whose outliers are. */
  public enum Owner {
    /** Attention's, by number and by what they add to kurtosis. */
    ATTENTION,
    /** Attention's by what they add to kurtosis; most are others. */
    BY_KURTOSIS,
    /** Attention's by number; most of the kurtosis is that of others. */
    BY_NUMBER,
    /** Not attention's. */
    OTHER,
    /** There are less than one in a sample. */
    NONE
  }

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

  /**
   * Attention's where more than half lies at tokens that heads sink into, and more than twice as
   * much as at tokens in the mean; there are no outliers where a sample has less than one in the
   * mean. Nothing is said where no sample was long enough.
   */
  public Optional<Owner> owner() {
    if (samples == 0 || modules.isEmpty()) {
      return Optional.empty();
    }
    if (outliers().all() < samples) {
      return Optional.of(Owner.NONE);
    }
    boolean number = isAttentions(outliers());
    if (isAttentions(ofKurtosis())) {
      return Optional.of(number ? Owner.ATTENTION : Owner.BY_KURTOSIS);
    }
    return Optional.of(number ? Owner.BY_NUMBER : Owner.OTHER);
  }

  private boolean isAttentions(Whereabouts outliers) {
    double share = outliers.share(outliers.atSinks());
    return share > MOST && share > DENSER * sinkTokens / tokens;
  }
}
