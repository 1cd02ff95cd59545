package org.outeffhop.experiment.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.Interval;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The verdicts at small sizes, and the numbers behind them where they have a closed form. */
class ClaimsTest {
  /** The paper's memory at an eighth of its beta. */
  private static final HopfieldFactory COLD =
      (patterns, beta) -> HopfieldFactory.PAPER.of(patterns, beta / 8);

  @BeforeEach
  void seed() {
    Engine.seed(2);
  }

  private static double measured(ClaimResult result, String what) {
    List<Evidence> found = result.evidence().stream().filter(e -> e.what().contains(what)).toList();
    assertEquals(1, found.size(), what + " in " + result.evidence());
    return found.get(0).measured();
  }

  @Test
  void descentConvergenceAndAttentionHold() {
    ClaimResult energy = new EnergyClaim(5, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS, energy.verdict(), energy.toString());
    assertEquals(36 * 5 * 50, measured(energy, "steps taken"));
    ClaimResult convergence = new ConvergenceClaim(10, 20_000, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS, convergence.verdict(), convergence.toString());
    ClaimResult attention = new AttentionClaim(HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS, attention.verdict(), attention.toString());
  }

  @Test
  void tooFewStepsToConvergeAreNotCalledConvergence() {
    ClaimResult result = new ConvergenceClaim(10, 1, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.DOES_NOT_HOLD, result.verdict());
    assertTrue(measured(result, "did not converge") > 0);
    assertFalse(result.asExpected());
  }

  /** Without its no-op class, with another beta, and with a second class. */
  @Test
  void everyClaimFailsForAMemoryThatIsNotThePapers() {
    HopfieldFactory twoClasses =
        (patterns, beta) ->
            new OutlierEfficientHopfield(MemoryPatterns.of(patterns), new Softmax1(2), beta);
    for (HopfieldFactory broken : List.of(HopfieldFactory.DENSE, COLD, twoClasses)) {
      for (Claim claim :
          List.of(
              new EnergyClaim(5, broken),
              new ConvergenceClaim(10, 20_000, broken),
              new AttentionClaim(broken))) {
        assertEquals(Verdict.DOES_NOT_HOLD, claim.check().verdict(), claim.toString());
      }
    }
    assertEquals(Verdict.DOES_NOT_HOLD, new ErrorBoundClaim(30, COLD).check().verdict());
    assertEquals(Verdict.DOES_NOT_HOLD, new DenseErrorClaim(80, 32, COLD).check().verdict());
    assertEquals(Verdict.DOES_NOT_HOLD, new CapacityClaim(1, COLD).check().verdict());
  }

  /** What is printed as the limit is what was compared with it. */
  @Test
  void theToleranceOfStationarityIsThePrintedOne() {
    ClaimResult result = new ConvergenceClaim(10, 20_000, HopfieldFactory.PAPER).check();
    Evidence gradient =
        result.evidence().stream().filter(e -> e.what().contains("x - T(x)")).findFirst().get();
    assertEquals("<= 1e-9", gradient.expected());
    assertTrue(gradient.met() && gradient.measured() <= 1e-9, gradient.toString());
    assertFalse(Evidence.atMost("", 1.0000001e-9, 1e-9).met());
  }

  @Test
  void thePrintedErrorBoundNeedsItsConditionAndTheSoundOneDoesNot() {
    ClaimResult result = new ErrorBoundClaim(30, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS_ONLY_WHERE, result.verdict(), result.toString());
    assertEquals(0, measured(result, ": dense, x = xi_mu"));
    assertTrue(measured(result, "dense, x half a radius") > 0);
    assertTrue(measured(result, "OutEffHop, orthogonal") > 0);
    assertEquals(0, measured(result, "+ m exp(-beta xi_mu^T x)"));
  }

  /** For xi_1 at a right angle to xi_2 and m^2 = 10, both errors by hand. */
  @Test
  void errorsOfTwoOrthogonalPatternsAreThoseOfTheFormula() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor xi = torch.eye(2, new TensorOptions(ScalarType.Double)).mul(new Scalar(Math.sqrt(10)));
      BoundedRetrieval step = BoundedRetrieval.of(xi, xi, 1, HopfieldFactory.PAPER).get(0);
      double m = Math.sqrt(10);
      assertEquals(m * Math.sqrt(2) / (Math.exp(10) + 1), step.dense(), 1e-12);
      assertEquals(m * Math.sqrt(5) / (Math.exp(10) + 2), step.outEffHop(), 1e-12);
      assertEquals(2 * m * Math.exp(-10), step.printed(), 1e-15);
      assertEquals(step.printed(), step.sound(), 1e-15);
      assertEquals(m * Math.exp(-10), step.noOp(), 1e-15);
      assertEquals(0, step.slack(), 1e-12);
      assertTrue(step.exceeds(step.outEffHop(), step.printed()), "sqrt(5) is more than 2");
      assertFalse(step.exceeds(step.dense(), step.printed()));
    }
  }

  @Test
  void softmax1RetrievesWorseWithoutNoOpsAndBetterWithManyOfThem() {
    ClaimResult result = new DenseErrorClaim(80, 32, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS_ONLY_WHERE, result.verdict(), result.toString());
    assertEquals(0, measured(result, "beta m^2 16, no no-ops"));
    assertEquals(1, measured(result, "beta m^2 16, 50% no-ops of 1 times"));
    assertTrue(measured(result, "share of these queries") >= 0.99);
    assertTrue(measured(result, "beta m^2 >= 8, no no-ops") > 1);
    assertTrue(measured(result, "beta m^2 >= 8, no-ops") < 0.8);
  }

  /** Without the class nothing is shrunk, so that no error is larger, with no-ops and without. */
  @Test
  void aMemoryThatDoesNotShrinkHasNoLargerErrorWhereItRetrieves() {
    ClaimResult result = new DenseErrorClaim(80, 32, HopfieldFactory.DENSE).check();
    assertEquals(1, measured(result, "beta m^2 16, no no-ops"));
    assertEquals(1, measured(result, "beta m^2 2, no no-ops"));
    assertEquals(1, measured(result, "beta m^2 >= 8, no no-ops"));
  }

  /** Two patterns and a no-op by hand: x = xi_1, all at right angles, m^2 = 2. */
  @Test
  void errorsAgainstTheDenseModelAreThoseOfTheFormula() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = torch.eye(3, new TensorOptions(ScalarType.Double)).mul(new Scalar(Math.sqrt(2)));
      Tensor xi = all.narrow(0, 0, 2);
      ErrorComparison compared =
          ErrorComparison.of(xi, all.narrow(0, 2, 1), xi, HopfieldFactory.PAPER).get(0);
      double e = Math.exp(2);
      assertEquals(1, compared.noOpWeight(), 1e-15);
      assertEquals(Math.sqrt(2) * Math.sqrt(4 + 1 + 1) / (e + 2), compared.dense(), 1e-12);
      assertEquals(Math.sqrt(2) * Math.sqrt(4 + 1) / (e + 2), compared.outEffHop(), 1e-12);
      assertTrue(compared.noLarger());
    }
  }

  @Test
  void capacityGrowsExponentiallyAndKeepsTheBound() {
    ClaimResult result = new CapacityClaim(1, HopfieldFactory.PAPER).check();
    assertEquals(Verdict.HOLDS_ONLY_WHERE, result.verdict(), result.toString());
    assertTrue(measured(result, "ln M gained for each dimension from") < 0.05);
    Evidence bound =
        result.evidence().stream()
            .filter(e -> e.what().contains("d = 32, m = 2.0"))
            .findFirst()
            .get();
    assertEquals(1, bound.measured(), bound.what());
    assertEquals(40 / (40 + 3.841458820694124), bound.interval().low(), 1e-12);
  }

  /** One pattern that is lost fails a draw, however small its share of the patterns. */
  @Test
  void aDrawSucceedsOnlyIfAllOfItsPatternsAreStored() {
    SphereCapacity sphere = new SphereCapacity(HopfieldFactory.PAPER, 20, Math.sqrt(9.5), 1);
    Engine.seed(7);
    double share = sphere.stored(100, 100).shareWithinSeparation();
    assertTrue(share > 0.5 && share < 1, "some are lost: " + share);
    Engine.seed(7);
    assertEquals(0, sphere.drawsThatStoreAll(100, 1));
    SphereCapacity cold = new SphereCapacity(HopfieldFactory.PAPER, 20, Math.sqrt(95), 1);
    assertEquals(5, cold.drawsThatStoreAll(100, 5));
  }

  /** 8 of 10 by Wilson's formula; a probability is refuted by its interval, not by its value. */
  @Test
  void aProbabilityHasAnInterval() {
    Interval interval = Interval.ofProbability(8, 10);
    assertEquals(0.490162, interval.low(), 1e-6);
    assertEquals(0.943318, interval.high(), 1e-6);
    assertTrue(Evidence.probability("", 8, 10, 0.94).met());
    assertFalse(Evidence.probability("", 8, 10, 0.95).met());
    assertFalse(Evidence.probability("", 160, 200, 0.94).met());
    assertEquals(
        new Interval(0, Interval.ofProbability(0, 5).high()), Interval.ofProbability(0, 5));
  }

  @Test
  void aLineIsFittedWithoutAResidual() {
    LinearFit fit = LinearFit.of(new double[] {1, 2, 5}, new double[] {1, 3, 9});
    assertEquals(2, fit.slope(), 1e-12);
    assertEquals(-1, fit.intercept(), 1e-12);
    assertEquals(1, fit.explained(), 1e-12);
    assertEquals(
        0.75, LinearFit.of(new double[] {0, 1, 2}, new double[] {0, 0, 1}).explained(), 1e-12);
  }

  @Test
  void plantedDataIsWhatItSaysItIs() {
    for (OutlierKind kind : OutlierKind.values()) {
      try (TensorScope scope = TensorScope.open();
          OutlierData data = OutlierData.plant(kind, 50, 16, 0.2)) {
        assertEquals(40, data.good());
        assertEquals(50, data.patterns().count());
        Tensor good = data.patterns().rows(0, 40);
        Tensor distances = RandomPatterns.norms(data.queries().sub(good));
        assertEquals(0.5, Tensors.item(distances.max()), 1e-12);
        assertEquals(0.5, Tensors.item(distances.min()), 1e-12);
        Tensor outliers = data.patterns().rows(40, 10);
        Tensor singular = torch.linalg_svdvals(good);
        assertTrue(Tensors.item(singular.select(0, 3)) > 0.1);
        assertTrue(Tensors.item(singular.select(0, 4)) < 1e-9, "a subspace of 4 dimensions");
        double outside = Tensors.item(RandomPatterns.norms(outliers).min());
        assertTrue(outside > (kind == OutlierKind.LARGE_NORM ? 1.5 : 1.28) - 1e-9);
        if (kind == OutlierKind.OFF_MANIFOLD) {
          Tensor copied = data.queries().matmul(outliers.sub(good.narrow(0, 0, 10)).t());
          assertEquals(0, Tensors.item(copied.abs().max()), 1e-9);
        }
      }
    }
  }
}
