package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.VerificationResult;
import org.outeffhop.naming.Named;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.FieldCheck;

/**
 * Measures theoretical claims about the associative memory and looks for its known ways to fail.
 *
 * @param claims that are measured
 * @param seed of all patterns and queries
 * @param draws how often random sets are drawn where results are averaged
 * @param steps in which every query must have come to rest
 */
public record Verification(List<TheoryClaim> claims, long seed, int draws, int steps) {
  public Verification {
    claims = claims.stream().distinct().sorted().toList();
    if (claims.isEmpty()) {
      throw new IllegalArgumentException("there are no claims to measure");
    }
    FieldCheck.atLeastOne("draws", draws);
    FieldCheck.atLeastOne("steps", steps);
  }

  /** Runs all of it, each claim with the same seed. */
  public VerificationResult run(Progress progress) {
    long start = System.nanoTime();
    List<ClaimResult> results = new ArrayList<>();
    for (TheoryClaim claim : claims) {
      progress.update("verifying: " + claim, results.size(), claims.size() + 1);
      Engine.seed(seed);
      results.add(claim.of(this).check());
    }
    progress.update("looking for failures", claims.size(), claims.size() + 1);
    return new VerificationResult(
        results, FailureModes.lookForAll(seed), asMap(), (System.nanoTime() - start) / 1e9);
  }

  private Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("claims", Named.list(claims));
    map.put("seed", seed);
    map.put("draws", draws);
    map.put("steps", steps);
    return map;
  }
}
