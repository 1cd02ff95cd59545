package org.outeffhop.conversion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class ActivationPenaltyTest {
  private static final float[] VALUES = {5, -7, 3, -4, 4.5f, 0};

  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** Two tokens of three channels above 4: (1 + 3 + 0) and (0 + 0.5 + 0), each module. */
  @Test
  void excessesAddUpOverChannelsAndModulesAndAreMeansOverTokens() {
    try (TensorScope scope = TensorScope.open();
        ActivationPenalty penalty = new ActivationPenalty(List.of("a", "b"), 4, Probe.NONE)) {
      Tensor x = Tensors.of(VALUES, 1, 2, 3);
      penalty.at("a", x);
      penalty.at("elsewhere", x);
      penalty.at("b", x);
      assertEquals(2 * 4.5 / 2, Tensors.item(penalty.total()), 1e-6);
    }
  }

  /** d/dx is sign(x) / tokens beyond the threshold and 0 within. */
  @Test
  void theGradientPushesLargeValuesDown() {
    try (TensorScope scope = TensorScope.open();
        ActivationPenalty penalty = new ActivationPenalty(List.of("a"), 4, Probe.NONE)) {
      Tensor x = Tensors.of(VALUES, 1, 2, 3).set_requires_grad(true);
      penalty.at("a", x);
      penalty.total().backward();
      assertArrayEquals(new float[] {0.5f, -0.5f, 0, 0, 0.5f, 0}, Tensors.toFloats(x.grad()));
    }
  }

  @Test
  void whatComesAfterSeesTheActivation() {
    try (TensorScope scope = TensorScope.open();
        ActivationPenalty penalty =
            new ActivationPenalty(List.of("a"), 4, (name, x) -> x.mul(Tensors.scalar(2)))) {
      float[] seen = Tensors.toFloats(penalty.at("a", Tensors.of(VALUES, 2, 3)));
      assertArrayEquals(new float[] {10, -14, 6, -8, 9, 0}, seen);
      assertEquals(4.5 / 2, Tensors.item(penalty.total()), 1e-6);
    }
  }

  @Test
  void aThresholdOfZeroIsRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ActivationPenalty(List.of("a"), 0, Probe.NONE).close());
    assertEquals("the threshold of activations is 0.0; it must be above 0", error.getMessage());
  }
}
