package org.outeffhop.experiment.result;

import java.util.List;

/**
 * A theoretical claim and what was measured of it.
 *
 * @param name a short name
 * @param claim what is claimed
 * @param verdict whether it holds
 * @param condition where it holds, if not everywhere; empty otherwise
 * @param evidence the measurements
 */
public record ClaimResult(
    String name, String claim, Verdict verdict, String condition, List<Evidence> evidence) {
  public ClaimResult {
    evidence = List.copyOf(evidence);
  }
}
