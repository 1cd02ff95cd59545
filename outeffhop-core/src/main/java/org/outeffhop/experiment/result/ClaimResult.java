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
 * @param curves measurements to be drawn; may be empty
 */
public record ClaimResult(
    String name,
    String claim,
    Verdict verdict,
    String condition,
    List<Evidence> evidence,
    List<Curve> curves) {
  public ClaimResult {
    evidence = List.copyOf(evidence);
    curves = List.copyOf(curves);
  }

  /** A claim with nothing to draw. */
  public ClaimResult(
      String name, String claim, Verdict verdict, String condition, List<Evidence> evidence) {
    this(name, claim, verdict, condition, evidence, List.of());
  }
}
