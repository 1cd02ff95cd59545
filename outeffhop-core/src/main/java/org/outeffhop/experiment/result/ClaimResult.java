package org.outeffhop.experiment.result;

import java.util.List;

/**
 * A theoretical claim and what was measured of it.
 *
 * @param name a short name
 * @param claim what is claimed
 * @param expected the verdict that this project has come to before
 * @param verdict whether it holds by what was measured now
 * @param condition where it holds, if not everywhere; empty otherwise
 * @param evidence the measurements
 * @param curves measurements to be drawn; may be empty
 */
public record ClaimResult(
    String name,
    String claim,
    Verdict expected,
    Verdict verdict,
    String condition,
    List<Evidence> evidence,
    List<Curve> curves) {
  public ClaimResult {
    evidence = List.copyOf(evidence);
    curves = List.copyOf(curves);
  }

  /** Whether the verdict is the expected one, or the claim holds without reserve. */
  public boolean asExpected() {
    return verdict == expected || verdict == Verdict.HOLDS;
  }
}
