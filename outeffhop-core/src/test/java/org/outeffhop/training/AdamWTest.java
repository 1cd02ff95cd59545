package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class AdamWTest {
  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void theSecondUpdateAfterGradientsOneAndZero() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {0}, 1).set_requires_grad(true);
      try (Optimizer adam = Configs.plain(2, 0.1).optimizer().create(Map.of("w", w))) {
        step(adam, w, 1, 0.1);
        assertEquals(-0.1, Tensors.item(w), 1e-7);
        step(adam, w, 0, 0.1);
        // 0.1 * (0.09 / 0.19) / sqrt(0.000999 / 0.001999) = 0.06700587
        assertEquals(-0.16700587, Tensors.item(w), 1e-7);
        assertEquals(2, Tensors.item(adam.state().get("w.step")));
        assertEquals(0.09, Tensors.item(adam.state().get("w.exp_avg")), 1e-8);
        assertEquals(0.000999, Tensors.item(adam.state().get("w.exp_avg_sq")), 1e-9);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "layer.weight, 2, false, true",
    "norm.weight, 1, false, false",
    "norm.weight, 1, true, true",
    "norm.bias, 1, true, false"
  })
  void twentyStepsFollowTheEquations(String name, int axes, boolean gains, boolean decays) {
    TrainingConfig config = Configs.decaying(0.5, gains);
    double[] w = {0.7, -1.3};
    double[] m = new double[2];
    double[] v = new double[2];
    try (TensorScope scope = TensorScope.open()) {
      long[] shape = axes == 2 ? new long[] {1, 2} : new long[] {2};
      Tensor parameter = Tensors.of(new float[] {0.7f, -1.3f}, shape).set_requires_grad(true);
      try (Optimizer adam = config.optimizer().create(Map.of(name, parameter))) {
        for (int t = 1; t <= 20; t++) {
          double gradient = Math.sin(1.7 * t) + 0.2;
          double rate = 0.01 * (1 + 0.1 * t);
          step(adam, parameter, gradient, rate);
          for (int i = 0; i < 2; i++) {
            w[i] *= 1 - rate * (decays ? 0.5 : 0);
            m[i] = 0.9 * m[i] + 0.1 * gradient;
            v[i] = 0.98 * v[i] + 0.02 * gradient * gradient;
            double mean = m[i] / (1 - Math.pow(0.9, t));
            w[i] -= rate * mean / (Math.sqrt(v[i] / (1 - Math.pow(0.98, t))) + 1e-6);
          }
        }
      }
      float[] actual = Tensors.toFloats(parameter);
      assertEquals(w[0], actual[0], 2e-6);
      assertEquals(w[1], actual[1], 2e-6);
    }
  }

  @Test
  void aParameterWithoutGradientStays() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {3}, 1, 1).set_requires_grad(true);
      try (Optimizer adam = Configs.decaying(0.5, false).optimizer().create(Map.of("w", w))) {
        adam.step(0.1);
        assertEquals(3, Tensors.item(w));
        assertEquals(0, Tensors.item(adam.state().get("w.step")));
      }
    }
  }

  @Test
  void oneTensorUnderTwoNamesIsRefused() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new float[] {3}, 1).set_requires_grad(true);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Configs.plain(1, 0.1).optimizer().create(Map.of("a", w, "b", w)))
              .getMessage();
      assertTrue(message.endsWith("is also listed under another name"), message);
      Tensor frozen = Tensors.of(new float[] {3}, 1);
      assertEquals(
          "parameter 'f' is not a leaf tensor that requires a gradient",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Configs.plain(1, 0.1).optimizer().create(Map.of("f", frozen)))
              .getMessage());
    }
  }

  private static void step(Optimizer adam, Tensor parameter, double gradient, double rate) {
    Gradients.clear(List.of(parameter));
    parameter.sum().mul(Tensors.scalar(gradient)).backward();
    adam.step(rate);
  }
}
