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
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The verdicts at small sizes, and the numbers behind them where they have a closed form. */
class ClaimsTest {
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
    ClaimResult energy = new EnergyClaim(5).check();
    assertEquals(Verdict.HOLDS, energy.verdict(), energy.toString());
    assertTrue(measured(energy, "steps taken") > 1000);
    ClaimResult convergence = new ConvergenceClaim(10, 20_000).check();
    assertEquals(Verdict.HOLDS, convergence.verdict(), convergence.toString());
    ClaimResult attention = new AttentionClaim().check();
    assertEquals(Verdict.HOLDS, attention.verdict(), attention.toString());
  }

  @Test
  void tooFewStepsToConvergeAreNotCalledConvergence() {
    ClaimResult result = new ConvergenceClaim(10, 1).check();
    assertEquals(Verdict.DOES_NOT_HOLD, result.verdict());
    assertTrue(measured(result, "did not converge") > 0);
  }

  @Test
  void thePrintedErrorBoundNeedsItsConditionAndTheSoundOneDoesNot() {
    ClaimResult result = new ErrorBoundClaim(30).check();
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
      BoundedRetrieval step = BoundedRetrieval.of(xi, xi, 1).get(0);
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
    ClaimResult result = new DenseErrorClaim(80, 32).check();
    assertEquals(Verdict.HOLDS_ONLY_WHERE, result.verdict(), result.toString());
    assertEquals(0, measured(result, "beta m^2 16, no no-ops"));
    assertEquals(1, measured(result, "beta m^2 16, 50% no-ops of 1 times"));
    assertEquals(1, measured(result, "condition decides it, no no-ops"));
  }

  /** The dense memory overshoots here, so the shrinking helps: the condition's other case. */
  @Test
  void withoutNoOpsSmallerErrorsAreExactlyWhereTheConditionSaysSo() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor xi = RandomPatterns.sphere(60, 6, 1.2);
      Tensor far = RandomPatterns.sphere(60, 6, 2);
      List<ErrorComparison> compared = ErrorComparison.of(xi, null, far);
      assertTrue(compared.stream().allMatch(c -> c.condition() == c.noLarger()));
      assertTrue(compared.stream().anyMatch(ErrorComparison::noLarger));
      assertFalse(compared.stream().allMatch(ErrorComparison::noLarger));
    }
  }

  @Test
  void capacityGrowsExponentiallyAndKeepsTheBound() {
    ClaimResult result = new CapacityClaim(1).check();
    assertEquals(Verdict.HOLDS_ONLY_WHERE, result.verdict(), result.toString());
    assertTrue(measured(result, "ln M gained for each dimension from") < 0.05);
  }

  @Test
  void theGapFallsWithTheSamples() {
    double few = 0;
    double many = 0;
    for (int draw = 0; draw < 3; draw++) {
      few += new GeneralisationGap(64, 8, 8).measure() / 3;
      many += new GeneralisationGap(1024, 8, 8).measure() / 3;
    }
    assertTrue(few > 2.5 * many && many > 0, few + " and " + many + "; sqrt(16) is 4");
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
