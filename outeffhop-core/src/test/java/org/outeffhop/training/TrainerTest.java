package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.ProcessMemory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class TrainerTest {
  private static TrainingConfig config(long steps, double learningRate, double decay, double clip) {
    return new TrainingConfig(
        steps, 0, Schedule.CONSTANT, learningRate, 0.9, 0.999, 1e-8, decay, false, clip, 1);
  }

  /**
   * Gradients 1 and 0 from the loss sum(w) and 0 * sum(w): ENGINE's known value of Adam's second
   * update.
   */
  @Test
  void theSecondUpdateAfterGradientsOneAndZeroIsTorchs() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = Tensors.of(new double[] {0}, 1).set_requires_grad(true);
      List<Double> values = new ArrayList<>();
      new Trainer(
              Map.of("w", w),
              (step, microBatch) -> w.sum().mul(new Scalar(step == 0 ? 1.0 : 0.0)),
              config(2, 0.1, 0, 10),
              List.of(result -> values.add(Tensors.item(w))))
          .run();
      assertEquals(-0.1, values.get(0), 1e-8);
      assertEquals(-0.06701, values.get(1) - values.get(0), 1e-5);
    }
  }

  /** Twenty steps on 0.5 |w - target|^2 against the written-out update, with decay and clipping. */
  @Test
  void updatesMatchTheFormulaWithDecayAndClipping() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      double[] target = {3, -1, 0.5, 2};
      Tensor w = torch.zeros(2, 2).to(torch.ScalarType.Double).set_requires_grad(true);
      Tensor t = Tensors.of(target, 2, 2);
      new Trainer(
              Map.of("w.weight", w),
              (step, microBatch) -> w.sub(t).square().sum().mul(new Scalar(0.5)),
              config(20, 0.05, 0.1, 1.0),
              List.of())
          .run();
      double[] expected = written(target, 20, 0.05, 0.1, 1.0);
      double[] actual = Tensors.toDoubles(w);
      for (int i = 0; i < 4; i++) {
        assertEquals(expected[i], actual[i], 1e-9);
      }
    }
  }

  private static double[] written(
      double[] target, int steps, double rate, double decay, double clip) {
    double[] w = new double[target.length];
    double[] m = new double[target.length];
    double[] v = new double[target.length];
    for (int step = 1; step <= steps; step++) {
      double squares = 0;
      for (int i = 0; i < w.length; i++) {
        squares += (w[i] - target[i]) * (w[i] - target[i]);
      }
      double factor = Math.sqrt(squares) > clip ? clip / (Math.sqrt(squares) + 1e-6) : 1;
      for (int i = 0; i < w.length; i++) {
        double g = (w[i] - target[i]) * factor;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        double denominator = Math.sqrt(v[i] / (1 - Math.pow(0.999, step))) + 1e-8;
        w[i] = w[i] * (1 - rate * decay) - rate * m[i] / (1 - Math.pow(0.9, step)) / denominator;
      }
    }
    return w;
  }

  @Test
  void residentMemoryStaysFlatOverTwoThousandSteps() {
    Engine.seed(3);
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = torch.randn(64, 64).set_requires_grad(true);
      Tensor x = torch.randn(64, 64);
      long[] resident = new long[2];
      new Trainer(
              Map.of("w", w),
              (step, microBatch) -> torch.matmul(x, w).square().mean(),
              config(2500, 1e-3, 0, 1),
              List.of(
                  result -> {
                    if (result.step() == 500) {
                      resident[0] = ProcessMemory.residentBytes();
                    }
                    resident[1] = ProcessMemory.residentBytes();
                  }))
          .run();
      long growth = resident[1] - resident[0];
      assertTrue(
          growth < 30L << 20, "resident memory grew by " + (growth >> 20) + " MiB in 2,000 steps");
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsWithTheStepAndTheLearningRate() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Tensor w = torch.ones(1).set_requires_grad(true);
      TrainingDivergedException e =
          assertThrows(
              TrainingDivergedException.class,
              () ->
                  new Trainer(
                          Map.of("w", w),
                          (step, microBatch) ->
                              w.mul(new Scalar(step == 1 ? Double.NaN : 1.0)).sum(),
                          config(3, 0.5, 0, 1),
                          List.of())
                      .run());
      assertTrue(
          e.getMessage().startsWith("training diverged at step 1: loss NaN"), e.getMessage());
      assertTrue(e.getMessage().contains("learning rate 0.5"), e.getMessage());
    }
  }

  @Test
  void schedulesAreHuggingFaces() {
    assertEquals(0.5, Schedule.LINEAR.factor(5, 10, 110));
    assertEquals(1, Schedule.LINEAR.factor(10, 10, 110));
    assertEquals(0.25, Schedule.LINEAR.factor(85, 10, 110));
    assertEquals(0.5, Schedule.COSINE.factor(60, 10, 110), 1e-15);
    assertEquals(0.8535533905932737, Schedule.COSINE.factor(35, 10, 110), 1e-15);
    assertEquals(1, Schedule.CONSTANT.factor(99, 10, 110));
  }

  @Test
  void badSettingsNameTheFieldAndTheValue() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> config(0, 0.1, 0, 1));
    assertEquals("steps is 0; it must be at least 1", e.getMessage());
  }
}
