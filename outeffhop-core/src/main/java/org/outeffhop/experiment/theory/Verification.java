package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.VerificationResult;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.FieldCheck;

/**
 * Measures every theoretical claim about the associative memory and looks for its known ways to
 * fail.
 *
 * @param seed of all patterns and queries
 * @param draws how often random sets are drawn where results are averaged
 */
public record Verification(long seed, int draws) {
  public Verification {
    FieldCheck.atLeastOne("draws", draws);
  }

  private List<Claim> claims() {
    return List.of(
        new EnergyClaim(20),
        new ConvergenceClaim(40, 20_000),
        new AttentionClaim(),
        new ErrorBoundClaim(50),
        new DenseErrorClaim(300, 64),
        new CapacityClaim(draws),
        new GeneralisationClaim(draws));
  }

  /** Runs all of it, each claim with the same seed. */
  public VerificationResult run(Progress progress) {
    long start = System.nanoTime();
    List<Claim> claims = claims();
    List<ClaimResult> results = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      progress.update("verifying: " + claims.get(i).name(), i, claims.size() + 1);
      Engine.seed(seed);
      results.add(claims.get(i).check());
    }
    progress.update("looking for failures", claims.size(), claims.size() + 1);
    Engine.seed(seed);
    return new VerificationResult(
        results,
        FailureModes.lookForAll(),
        new TreeMap<>(Map.of("seed", seed, "draws", draws)),
        (System.nanoTime() - start) / 1e9);
  }
}
