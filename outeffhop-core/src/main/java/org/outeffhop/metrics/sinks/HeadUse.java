package org.outeffhop.metrics.sinks;

import java.util.Map;
import java.util.Optional;

/**
 * What a head does with its weight, over all queries that are not padding.
 *
 * @param module the attention module
 * @param head from 0
 * @param firstKeySinkRate the share of queries that give more than 0.3 of their weight to the first
 *     key
 * @param sinkRate the share of queries that give more than 0.3 of their weight to one key,
 *     whichever
 * @param noOpMass the mean of 1 - the sum of the weights
 * @param mostAttended the label whose keys get most weight
 * @param keys by label: those of delimiters, and the most attended
 */
public record HeadUse(
    String module,
    int head,
    double firstKeySinkRate,
    double sinkRate,
    double noOpMass,
    KeyUse mostAttended,
    Map<Long, KeyUse> keys) {
  /** What it gives to a delimiter or to the most attended label, where that was seen. */
  public Optional<KeyUse> key(long label) {
    return Optional.ofNullable(keys.get(label));
  }
}
