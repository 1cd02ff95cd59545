package org.outeffhop.model;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the published scripts of the paper's authors measure a model. They take whatever the first
 * axis of a module's output counts for the samples.
 *
 * @param averaged modules over which kurtosis is averaged
 * @param compared modules of which the largest maximum infinity norm is taken
 * @param flattened modules whose output is [B L, D] there, so that every token is a sample
 * @param calibrationBatches from which ranges of activations come; empty: as many as elsewhere
 */
public record ScriptMeasures(
    Set<String> averaged,
    Set<String> compared,
    Set<String> flattened,
    OptionalInt calibrationBatches) {
  /** Takes copies. */
  public ScriptMeasures {
    averaged = Set.copyOf(averaged);
    compared = Set.copyOf(compared);
    flattened = Set.copyOf(flattened);
  }

  /** The measures of this project over other modules. */
  static ScriptMeasures of(Collection<String> averaged, Collection<String> compared) {
    return new ScriptMeasures(
        Set.copyOf(averaged), Set.copyOf(compared), Set.of(), OptionalInt.empty());
  }

  /** All modules that are measured. */
  public Set<String> modules() {
    Set<String> modules = new LinkedHashSet<>(averaged);
    modules.addAll(compared);
    return modules;
  }
}
