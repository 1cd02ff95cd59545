package org.outeffhop.experiment.result;

import java.util.List;
import java.util.Map;

/**
 * The theory of the associative memory, checked.
 *
 * @param claims each claim with its evidence
 * @param failures the known ways to fail, and whether they were seen
 * @param settings what shaped the run, by name
 * @param seconds how long it took
 */
public record VerificationResult(
    List<ClaimResult> claims,
    List<FailureResult> failures,
    Map<String, Object> settings,
    double seconds) {
  public VerificationResult {
    claims = List.copyOf(claims);
    failures = List.copyOf(failures);
  }

  /** The claims whose verdict is not the expected one. */
  public List<ClaimResult> unexpected() {
    return claims.stream().filter(claim -> !claim.asExpected()).toList();
  }
}
