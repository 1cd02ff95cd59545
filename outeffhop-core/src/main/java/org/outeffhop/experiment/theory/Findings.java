package org.outeffhop.experiment.theory;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Verdict;

/** Results of claims whose verdict follows from their evidence. */
final class Findings {
  private Findings() {}

  /** A claim that is expected to hold, and does if all of its evidence is as expected. */
  static ClaimResult holdsIfMet(
      String name, String claim, List<Evidence> evidence, Curve... curves) {
    boolean met = evidence.stream().allMatch(Evidence::met);
    return new ClaimResult(
        name,
        claim,
        Verdict.HOLDS,
        met ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD,
        "",
        evidence,
        List.of(curves));
  }

  /**
   * A claim that is expected to hold only under a condition that it leaves out.
   *
   * @param asClaimed evidence that is as expected if it holds without the condition
   * @param repaired evidence that is as expected if it holds under it
   */
  static ClaimResult repaired(
      String condition,
      String name,
      String claim,
      List<Evidence> asClaimed,
      List<Evidence> repaired,
      Curve... curves) {
    boolean under = repaired.stream().allMatch(Evidence::met);
    boolean always = under && asClaimed.stream().allMatch(Evidence::met);
    Verdict verdict =
        always ? Verdict.HOLDS : under ? Verdict.HOLDS_ONLY_WHERE : Verdict.DOES_NOT_HOLD;
    List<Evidence> evidence = new ArrayList<>(asClaimed);
    evidence.addAll(repaired);
    return new ClaimResult(
        name,
        claim,
        Verdict.HOLDS_ONLY_WHERE,
        verdict,
        verdict == Verdict.HOLDS_ONLY_WHERE ? condition : "",
        evidence,
        List.of(curves));
  }
}
