package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;

/** In double precision, where the bisection ends at rounding. */
class LearnedEntmaxTest {
  private static final double[] SCORES = {0.3, -1.2, 2.1, 0.9, 1.7, -0.4, 0.1, 0.2};
  private static final double[] UPSTREAM = {1.0, 0.5, -0.7, 2.0, 0.3, -1.1, 0.8, 0.6};
  private static final double STEP = 1e-6;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static Tensor scores() {
    return Tensors.of(SCORES, 2, 4);
  }

  private static LearnedEntmax entmax(double logit) {
    return new LearnedEntmax(Tensors.of(new double[] {logit}, 1));
  }

  @Test
  void alphaTwoIsSparsemaxAndOneAndAHalfEntmax15() {
    try (TensorScope scope = TensorScope.open()) {
      double ofAQuarter = Math.log(0.25 / 0.75);
      assertClose(new Sparsemax().apply(scores()), entmax(0).apply(scores()), 1e-12);
      assertClose(new Entmax15().apply(scores()), entmax(ofAQuarter).apply(scores()), 1e-12);
      assertClose(new Sparsemax().potential(scores()), entmax(0).potential(scores()), 1e-12);
    }
  }

  @Test
  void alphaNearOneIsSoftmax() {
    try (TensorScope scope = TensorScope.open()) {
      assertClose(new Softmax().apply(scores()), entmax(-12).apply(scores()), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2, -0.5, 0.4, 1.5})
  void theGradientOfAlphaIsTheDifferenceQuotient(double logit) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor trained = Tensors.of(new double[] {logit}, 1).set_requires_grad(true);
      Gradients.backward(new LearnedEntmax(trained).apply(scores()), Tensors.of(UPSTREAM, 2, 4));
      double quotient = (weighted(logit + STEP) - weighted(logit - STEP)) / (2 * STEP);
      assertEquals(quotient, Tensors.item(trained.grad()), 1e-7);
    }
  }

  private static double weighted(double logit) {
    return Tensors.item(entmax(logit).apply(scores()).mul(Tensors.of(UPSTREAM, 2, 4)).sum());
  }

  @Test
  void weightsAreTheGradientOfThePotential() {
    try (TensorScope scope = TensorScope.open()) {
      LearnedEntmax entmax = entmax(0.4);
      Tensor weights = entmax.apply(scores());
      double[] quotients = new double[SCORES.length];
      for (int i = 0; i < quotients.length; i++) {
        quotients[i] = (potential(entmax, i, STEP) - potential(entmax, i, -STEP)) / (2 * STEP);
      }
      assertArrayEquals(quotients, Tensors.toDoubles(weights), 1e-8);
    }
  }

  private static double potential(LearnedEntmax entmax, int index, double step) {
    double[] moved = SCORES.clone();
    moved[index] += step;
    return Tensors.item(entmax.potential(Tensors.of(moved, 2, 4)).sum());
  }

  @Test
  void aRowWithoutAKeyGivesZerosAndNoGradient() {
    try (TensorScope scope = TensorScope.open()) {
      double none = Double.NEGATIVE_INFINITY;
      Tensor z = Tensors.of(new double[] {none, none, 1, none}, 2, 2).set_requires_grad(true);
      Tensor logit = Tensors.of(new double[] {0.3}, 1).set_requires_grad(true);
      Tensor p = new LearnedEntmax(logit).apply(z);
      assertArrayEquals(new double[] {0, 0, 1, 0}, Tensors.toDoubles(p), 1e-12);
      Gradients.backward(p, Tensors.of(new double[] {1, 2, 3, 4}, 2, 2));
      assertArrayEquals(new double[4], Tensors.toDoubles(z.grad()), 1e-12);
      assertEquals(0, Tensors.item(logit.grad()), 1e-12);
    }
  }

  @Test
  void severalAlphasAreRefused() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor two = Tensors.of(new double[] {1, 2}, 2);
      assertThrows(IllegalArgumentException.class, () -> new LearnedEntmax(two));
    }
  }

  private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
    double difference = Tensors.relativeDifference(actual, expected);
    assertTrue(difference <= tolerance, "differs by " + difference);
  }
}
