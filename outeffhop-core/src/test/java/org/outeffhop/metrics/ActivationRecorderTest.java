package org.outeffhop.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class ActivationRecorderTest {
  // 1, 2, 3, 6: mean 3, fourth moment (16 + 1 + 0 + 81) / 4, unbiased variance 14 / 3.
  private static final double SKEWED = 24.5 / (196.0 / 9 + 1e-6);
  // -1, 1, -1, 1: fourth moment 1, unbiased variance 4 / 3.
  private static final double FLAT = 1 / (16.0 / 9 + 1e-6);

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void averagesOverSamplesOfAllBatchesAndSummarisesModules() {
    try (TensorScope scope = TensorScope.open()) {
      ActivationRecorder recorder = new ActivationRecorder(name -> !name.equals("skipped"));
      Tensor two = Tensors.of(new float[] {1, 2, 3, 6, -1, 1, -1, 1}, 2, 2, 2);
      Tensor one = Tensors.of(new float[] {-1, 1, -1, 1}, 1, 4);
      assertSame(two, recorder.at("first", two));
      recorder.at("skipped", two);
      recorder.at("first", one);
      recorder.at("second", one);
      OutlierSummary summary = recorder.summary();
      List<ModuleOutliers> modules = summary.modules();
      assertEquals(List.of("first", "second"), modules.stream().map(m -> m.module()).toList());
      assertEquals((SKEWED + 2 * FLAT) / 3, modules.get(0).kurtosis(), 1e-12);
      assertEquals(8.0 / 3, modules.get(0).maximumInfinityNorm(), 1e-12);
      assertEquals((modules.get(0).kurtosis() + FLAT) / 2, summary.averageKurtosis(), 1e-12);
      assertEquals(8.0 / 3, summary.maximumInfinityNorm(), 1e-12);
    }
  }

  /**
   * All eight: mean 1.5, squares of deviations .25 (four times), 2.25, 6.25 (twice) and 20.25,
   * which add up to 36 and their squares to 493.5.
   */
  @Test
  void tokensOfAModuleCanBeSamplesOfTheirOwn() {
    try (TensorScope scope = TensorScope.open()) {
      ActivationRecorder recorder =
          new ActivationRecorder(name -> true, name -> name.equals("fc2"));
      Tensor tokens = Tensors.of(new float[] {1, 2, 3, 6, -1, 1, -1, 1}, 1, 2, 4);
      assertSame(tokens, recorder.at("fc2", tokens));
      recorder.at("out_proj", tokens);
      List<ModuleOutliers> modules = recorder.modules();
      assertEquals((SKEWED + FLAT) / 2, modules.get(0).kurtosis(), 1e-12);
      assertEquals(3.5, modules.get(0).maximumInfinityNorm(), 1e-12);
      assertEquals(493.5 / 8 / (36.0 / 7 * (36.0 / 7) + 1e-6), modules.get(1).kurtosis(), 1e-12);
      assertEquals(6, modules.get(1).maximumInfinityNorm(), 1e-12);
    }
  }

  @Test
  void namesTheModuleWithNonFiniteOutput() {
    try (TensorScope scope = TensorScope.open()) {
      ActivationRecorder recorder = new ActivationRecorder(name -> true);
      Tensor bad = Tensors.of(new float[] {1, Float.NaN}, 1, 2);
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> recorder.at("layer.0.fc2", bad));
      assertEquals(
          "the output of layer.0.fc2 contains NaN or infinity; outliers are measured on finite values",
          e.getMessage());
      assertThrows(IllegalArgumentException.class, recorder::summary);
    }
  }
}
