package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The weights are the gradient of the potential, which is what makes retrieval descend. */
class EnergySoftmaxTest {
  @BeforeAll
  static void start() {
    Engine.start();
  }

  static Stream<EnergySoftmax> softmaxes() {
    return Stream.of(
        new Softmax(), new Softmax1(), new Softmax1(2.5), new Sparsemax(), new Entmax15());
  }

  private static double potential(EnergySoftmax softmax, double[] scores) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.item(softmax.potential(Tensors.of(scores, 1, scores.length)));
    }
  }

  private static double[] weights(EnergySoftmax softmax, double[] scores) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.toDoubles(softmax.apply(Tensors.of(scores, 1, scores.length)));
    }
  }

  @ParameterizedTest
  @MethodSource("softmaxes")
  void weightsAreTheGradientOfThePotential(EnergySoftmax softmax) {
    Random random = new Random(3);
    for (int trial = 0; trial < 20; trial++) {
      double[] scores = random.doubles(7, -2, 2).toArray();
      double[] gradient = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        double h = 1e-6;
        double[] up = scores.clone();
        double[] down = scores.clone();
        up[i] += h;
        down[i] -= h;
        gradient[i] = (potential(softmax, up) - potential(softmax, down)) / (2 * h);
      }
      assertArrayEquals(weights(softmax, scores), gradient, 1e-6, softmax.toString());
    }
  }

  /** Psi(z) is the largest p^T z - Omega(p), so no other weights may give more. */
  @ParameterizedTest
  @MethodSource("softmaxes")
  void noOtherWeightsGiveMore(EnergySoftmax softmax) {
    Random random = new Random(5);
    double[] scores = random.doubles(5, -3, 3).toArray();
    double best = potential(softmax, scores);
    for (int trial = 0; trial < 200; trial++) {
      double[] p = weights(softmax, random.doubles(5, -4, 4).toArray());
      assertEquals(best, Math.max(best, objective(softmax, p, scores)), 1e-12);
    }
    assertEquals(best, objective(softmax, weights(softmax, scores), scores), 1e-12);
  }

  private static double objective(EnergySoftmax softmax, double[] p, double[] z) {
    double inner = 0;
    double regulariser = 0;
    double left = 1;
    for (int i = 0; i < p.length; i++) {
      inner += p[i] * z[i];
      left -= p[i];
      regulariser +=
          softmax instanceof Sparsemax
              ? (p[i] * p[i] - p[i]) / 2
              : softmax instanceof Entmax15
                  ? 4.0 / 3 * (Math.pow(p[i], 1.5) - p[i])
                  : p[i] * Math.log(p[i]);
    }
    double n =
        Map.of("Softmax1[n=1.0]", 1.0, "Softmax1[n=2.5]", 2.5)
            .getOrDefault(softmax.toString(), 0.0);
    return inner - regulariser - (n > 0 ? left * Math.log(left / n) : 0);
  }

  @Test
  void maskedScoresDoNotCount() {
    double inf = Double.NEGATIVE_INFINITY;
    softmaxes()
        .forEach(
            softmax ->
                assertEquals(
                    potential(softmax, new double[] {0.3, -1}),
                    potential(softmax, new double[] {inf, 0.3, inf, -1}),
                    1e-15));
  }
}
