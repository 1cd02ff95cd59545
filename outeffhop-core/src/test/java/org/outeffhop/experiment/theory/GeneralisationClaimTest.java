package org.outeffhop.experiment.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Interval;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** The rate's verdict by readers whose gap is given, and the readers that are trained. */
class GeneralisationClaimTest {
  private static final double IN_ACTION = 0.9;

  private final Random random = new Random(5);

  @BeforeEach
  void seed() {
    Engine.seed(3);
  }

  /** A reader with a gap by N, and some noise of a tenth. */
  private Learner reader(DoubleUnaryOperator gap, double weight) {
    return n -> new Trained(gap.applyAsDouble(n) * (1 + 0.1 * random.nextGaussian()), 0.95, weight);
  }

  private ClaimResult check(Readers.RecallReaders recall, Learner digits) {
    return new GeneralisationClaim(4, new Readers(recall, method -> digits)).check();
  }

  private ClaimResult check(DoubleUnaryOperator gap, double weight) {
    Learner reader = reader(gap, weight);
    return check((d, m) -> reader, reader);
  }

  @Test
  void aGapThatFallsAsFastAsTheBoundIsNotRefuted() {
    ClaimResult result = check(n -> 2 / Math.sqrt(n), IN_ACTION);
    assertEquals(Verdict.NOT_REFUTED, result.verdict(), result.toString());
    assertTrue(result.asExpected());
    assertEquals(
        Verdict.NOT_REFUTED, check(n -> Math.log(n) / Math.pow(n, 0.6), IN_ACTION).verdict());
    assertEquals(Verdict.NOT_REFUTED, check(n -> 9 / n, IN_ACTION).verdict());
  }

  @Test
  void aGapThatFallsSlowerOrStaysRefutesTheBound() {
    for (double exponent : new double[] {0, -0.1, -0.2}) {
      ClaimResult result = check(n -> Math.pow(n, exponent), IN_ACTION);
      assertEquals(Verdict.DOES_NOT_HOLD, result.verdict(), result.toString());
      assertFalse(result.asExpected());
    }
    Learner falling = reader(n -> 1 / n, IN_ACTION);
    Learner staying = reader(n -> 1, IN_ACTION);
    assertEquals(Verdict.DOES_NOT_HOLD, check((d, m) -> falling, staying).verdict(), "digits");
  }

  @Test
  void aGapThatGrowsFasterThanLogarithmsRefutesTheBound() {
    Readers.RecallReaders byDimension = (d, m) -> reader(n -> d * d / n, IN_ACTION);
    Readers.RecallReaders byPatterns = (d, m) -> reader(n -> m * m / n, IN_ACTION);
    Learner digits = reader(n -> 1 / n, IN_ACTION);
    assertEquals(Verdict.DOES_NOT_HOLD, check(byDimension, digits).verdict());
    assertEquals(Verdict.DOES_NOT_HOLD, check(byPatterns, digits).verdict());
  }

  @Test
  void aModelThatReadsAllPatternsAlikeTestsNothing() {
    assertEquals(Verdict.NOT_TESTED, check(n -> 2 / Math.sqrt(n), 1 / 16.0).verdict());
    assertFalse(check(n -> 2 / Math.sqrt(n), 1 / 16.0).asExpected());
  }

  /**
   * f = w^T Y Y^T W^T x is linear in x: its gap is small, but no pattern gets most of the weight.
   */
  @Test
  void aLinearModelDoesNotRetrieve() {
    Trained memory = new RecallLearner(16, 16, s -> new Softmax1().apply(s)).train(512);
    Trained linear = new RecallLearner(16, 16, s -> s.div(new Scalar(12.0 * 16))).train(512);
    assertTrue(memory.weight() > 0.7 && memory.accuracy() > 0.8, memory.toString());
    assertTrue(linear.weight() < 0.1, linear.toString());
    assertTrue(memory.gap() > 0 && linear.gap() > 0, memory + " " + linear);
  }

  @Test
  void aMemoryOfDigitsRecognisesDigitsThatItHasNotSeen() {
    try (TensorScope scope = TensorScope.open()) {
      Learner reader = new DigitLearner(AttentionMethod.OUTEFFHOP);
      Trained few = reader.train(50);
      Trained many = reader.train(800);
      assertTrue(many.accuracy() > 0.9 && many.weight() > 0.5, many.toString());
      assertTrue(few.gap() > 2 * many.gap() && many.gap() > 0, few + " " + many);
    }
  }

  /** Gaps 1, 1/2, 1/4 at 1, 4, 16 in every draw: the exponent is -1/2, and surely so. */
  @Test
  void exponentsAndTheirIntervalsAreThoseOfTheDraws() {
    GapCurve exact =
        GapCurve.measure(
            "", new int[] {1, 4, 16}, n -> n, 3, n -> new Trained(1 / Math.sqrt(n), 0.5, 0.25));
    assertEquals(-0.5, exact.exponent(), 1e-12);
    assertEquals(-0.5, exact.interval().low(), 1e-12);
    assertEquals(-0.5, exact.interval().high(), 1e-12);
    assertEquals(0.25, exact.lastGap(), 1e-12);
    List<Trained> first = List.of(new Trained(1, 0, 0), new Trained(4, 0, 0));
    List<Trained> second = List.of(new Trained(1, 0, 0));
    Interval wide =
        new GapCurve("", new int[] {1, 2}, new double[] {1, 2}, List.of(first, second)).interval();
    assertEquals(-2, wide.low(), 1e-12);
    assertEquals(0, wide.high(), 1e-12);
  }

  @Test
  void aGapThatVanishesFallsFasterThanAnyPower() {
    GapCurve gone =
        GapCurve.measure(
            "", new int[] {1, 10}, n -> n, 1, n -> new Trained(n == 1 ? 1 : -0.1, 0, 0));
    assertEquals(-9, gone.exponent(), 1e-9);
  }
}
