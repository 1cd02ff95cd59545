package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.SeesProbabilities;

class AssociationTest {
  private static final Probe SEES = new SeesProbabilities();

  @BeforeAll
  static void seed() {
    Engine.seed(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "softmax1", "n=2.5", "sink"})
  void fusedAndExplicitPathsAgreeUnderEveryMask(String name) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor logits = Tensors.of(new double[] {0.7, -1.2, 3}, 3);
      SoftmaxFunction softmax =
          switch (name) {
            case "softmax" -> new Softmax();
            case "softmax1" -> new Softmax1();
            case "n=2.5" -> new Softmax1(2.5);
            default -> new LearnedSink(logits.set_requires_grad(true));
          };
      Tensor visible = torch.rand(2, 9).gt(new Scalar(0.4));
      for (AttentionMask mask :
          new AttentionMask[] {
            AttentionMask.none(),
            AttentionMask.ofCausal(),
            AttentionMask.ofPadding(visible),
            new AttentionMask(true, visible.unsqueeze(1).unsqueeze(1))
          }) {
        assertPathsAgree(softmax, logits, mask, ScalarType.Double, 1e-12, 1e-12);
        assertPathsAgree(softmax, logits, mask, ScalarType.Float, 1e-6, 2e-6);
      }
    }
  }

  private static void assertPathsAgree(
      SoftmaxFunction softmax,
      Tensor logits,
      AttentionMask mask,
      ScalarType type,
      double outputTolerance,
      double gradientTolerance) {
    Association association = new Association(softmax, 0.4);
    Tensor[] values = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      values[i] = torch.randn(2, 3, 9, 8).to(type);
    }
    Tensor[][] results = new Tensor[2][];
    for (int path = 0; path < 2; path++) {
      Tensor q = values[0].clone().set_requires_grad(true);
      Tensor k = values[1].clone().set_requires_grad(true);
      Tensor v = values[2].clone().set_requires_grad(true);
      Tensor s = logits.detach().clone().to(type).set_requires_grad(true);
      Association a =
          softmax instanceof LearnedSink ? new Association(new LearnedSink(s), 0.4) : association;
      Probe probe = path == 0 ? Probe.NONE : SEES;
      assertEquals(path == 0, a.path(probe, 0).fused());
      Tensor y = a.apply(q, k, v, mask, 0, probe, "attention");
      Gradients.backward(y, values[3]);
      results[path] =
          softmax instanceof LearnedSink
              ? new Tensor[] {y, q.grad(), k.grad(), v.grad(), s.grad()}
              : new Tensor[] {y, q.grad(), k.grad(), v.grad()};
    }
    for (int i = 0; i < results[0].length; i++) {
      double difference = Tensors.relativeDifference(results[0][i], results[1][i]);
      assertTrue(
          difference <= (i == 0 ? outputTolerance : gradientTolerance),
          softmax + " " + mask + " " + type + " result " + i + " differs by " + difference);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "softmax1", "sparsemax", "entmax15", "clipped"})
  void aQueryThatSeesNothingGetsZerosWithZeroGradients(String name) {
    try (TensorScope scope = TensorScope.open()) {
      SoftmaxFunction softmax =
          switch (name) {
            case "softmax" -> new Softmax();
            case "softmax1" -> new Softmax1();
            case "sparsemax" -> new Sparsemax();
            case "entmax15" -> new Entmax15();
            default -> new ClippedSoftmax(new Softmax1(), -0.025, 1);
          };
      Tensor visible = torch.ones(new long[] {2, 5}, new TensorOptions(ScalarType.Bool));
      visible.select(0, 1).fill_(new Scalar(0));
      for (Probe probe : new Probe[] {Probe.NONE, SEES}) {
        Tensor q = torch.randn(2, 1, 5, 4).set_requires_grad(true);
        Tensor k = torch.randn(2, 1, 5, 4).set_requires_grad(true);
        Tensor v = torch.randn(2, 1, 5, 4).set_requires_grad(true);
        Tensor y =
            new Association(softmax, 1)
                .apply(q, k, v, AttentionMask.ofPadding(visible), 0, probe, "attention");
        Gradients.backward(y, torch.ones_like(y.detach()));
        for (Tensor t : new Tensor[] {y, q.grad(), k.grad(), v.grad()}) {
          assertEquals(0.0, Tensors.item(t.select(0, 1).abs().max()));
          assertFalse(Tensors.item(t.isnan().any()) != 0);
        }
        assertTrue(Tensors.item(y.select(0, 0).abs().max()) > 0);
      }
    }
  }

  @Test
  void extremeScoresStayFiniteInEveryType() {
    try (TensorScope scope = TensorScope.open()) {
      for (ScalarType type :
          new ScalarType[] {ScalarType.Double, ScalarType.Float, ScalarType.BFloat16}) {
        Tensor z =
            Tensors.of(
                    new double[] {1e4, -1e4, 0, Double.NEGATIVE_INFINITY, -1e4, -1e4, -1e4, -1e4},
                    2,
                    4)
                .to(type);
        double[] p = Tensors.toDoubles(new Softmax1().apply(z));
        assertEquals(1.0, p[0]);
        for (int i = 1; i < p.length; i++) {
          assertEquals(0.0, p[i]);
        }
      }
    }
  }

  /** Scores of 1e4 and -1e4 through both paths of attention, in every type. */
  @Test
  void extremeScoresInAttentionStayFiniteInEveryType() {
    try (TensorScope scope = TensorScope.open()) {
      for (ScalarType type :
          new ScalarType[] {ScalarType.Double, ScalarType.Float, ScalarType.BFloat16}) {
        Tensor query = Tensors.of(new double[] {100, -100}, 1, 1, 2, 1).to(type);
        Tensor key = Tensors.of(new double[] {100, 100}, 1, 1, 2, 1).to(type);
        Tensor value = Tensors.of(new double[] {2, 4}, 1, 1, 2, 1).to(type);
        for (Probe probe : new Probe[] {Probe.NONE, SEES}) {
          Tensor y =
              new Association(new Softmax1(), 1)
                  .apply(query, key, value, AttentionMask.none(), 0, probe, "attention");
          assertArrayEquals(new double[] {3, 0}, Tensors.toDoubles(y), 1e-12, type + "");
        }
      }
    }
  }

  @Test
  void theGradientOfASinkLogitMatchesFiniteDifferences() {
    double[] z = {0.3, -0.7, 1.1};
    double[] w = {1, -2, 0.5};
    double h = 1e-6;
    try (TensorScope scope = TensorScope.open()) {
      Tensor logit = Tensors.of(new double[] {0.4}, 1).set_requires_grad(true);
      Tensor scores = Tensors.of(z, 1, 1, 3);
      Gradients.backward(new LearnedSink(logit).apply(scores), Tensors.of(w, 1, 1, 3));
      double numeric = (sunk(z, w, 0.4 + h) - sunk(z, w, 0.4 - h)) / (2 * h);
      assertEquals(numeric, Tensors.item(logit.grad()), 1e-8);
    }
  }

  /** The weighted sum of exp(z) / (exp(s) + sum exp(z)), without libtorch. */
  private static double sunk(double[] z, double[] w, double s) {
    double total = Math.exp(s);
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      total += Math.exp(z[i]);
      sum += w[i] * Math.exp(z[i]);
    }
    return sum / total;
  }

  @Test
  void theNoOpMassMayExceedOneHalf() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor z = Tensors.of(new double[] {-2, -3}, 2);
      double mass = 1 - Tensors.item(new Softmax1().apply(z).sum());
      assertEquals(1 / (1 + Math.exp(-2) + Math.exp(-3)), mass, 1e-15);
      assertTrue(mass > 0.5);
    }
  }

  @Test
  void gradientsMatchFiniteDifferences() {
    SoftmaxFunction[] functions = {
      new Softmax(),
      new Softmax1(),
      new Softmax1(3),
      new Sparsemax(),
      new Entmax15(),
      new ClippedSoftmax(new Softmax1(), -0.025, 1)
    };
    double[] z = {0.3, -0.7, 1.1, 0.15, -2.5};
    double[] w = {1, -2, 0.5, 3, -1};
    for (SoftmaxFunction function : functions) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor x = Tensors.of(z, 5).set_requires_grad(true);
        Gradients.backward(function.apply(x), Tensors.of(w, 5));
        double[] gradient = Tensors.toDoubles(x.grad());
        for (int i = 0; i < z.length; i++) {
          double h = 1e-6;
          double numeric = (value(function, z, w, i, h) - value(function, z, w, i, -h)) / (2 * h);
          assertEquals(numeric, gradient[i], 1e-7, function + " at " + i);
        }
      }
    }
  }

  private static double value(
      SoftmaxFunction function, double[] z, double[] w, int index, double step) {
    double[] moved = z.clone();
    moved[index] += step;
    double[] p = Tensors.toDoubles(function.apply(Tensors.of(moved, 5)));
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] * w[i];
    }
    return sum;
  }

  @Test
  void badInputNamesBothValues() {
    try (TensorScope scope = TensorScope.open()) {
      Association association = new Association(new Softmax1(), 1);
      Tensor q = torch.randn(1, 1, 2, 4);
      Tensor k = torch.randn(1, 1, 3, 5);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> association.apply(q, k, k, AttentionMask.none()));
      assertEquals("queries have size 4 and keys 5; they must agree", e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> new Association(new Softmax(), 0));
    }
  }
}
