package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class DropoutTest {
  private static final int COUNT = 1_000_003;

  @BeforeEach
  void seed() {
    Engine.seed(7);
  }

  /**
   * The share of zeros lies within five standard deviations, in each of the four places of a
   * number.
   */
  @Test
  void elementsAreDroppedWithTheirProbabilityAndTheRestScaled() {
    for (double p : new double[] {0.1, 0.2, 0.5, 0.97}) {
      try (TensorScope scope = TensorScope.open()) {
        float[] y = Tensors.toFloats(Dropout.apply(torch.ones(COUNT), p));
        double scale = 65536.0 / (65536 - Math.round(p * 65536));
        int[] zeros = new int[4];
        for (int i = 0; i < COUNT; i++) {
          if (y[i] == 0) {
            zeros[i % 4]++;
          } else {
            assertEquals(scale, y[i], 1e-5 * scale);
          }
        }
        double places = COUNT / 4.0;
        for (int count : zeros) {
          assertEquals(p, count / places, 5 * Math.sqrt(p * (1 - p) / places) + 1e-5);
        }
      }
    }
  }

  /** Neighbours are dropped together as often as chance has it. */
  @Test
  void neighboursAreIndependent() {
    try (TensorScope scope = TensorScope.open()) {
      float[] y = Tensors.toFloats(Dropout.apply(torch.ones(COUNT), 0.2));
      int both = 0;
      for (int i = 1; i < COUNT; i++) {
        both += y[i] == 0 && y[i - 1] == 0 ? 1 : 0;
      }
      assertEquals(0.04, both / (COUNT - 1.0), 5 * Math.sqrt(0.04 * 1.4 / COUNT));
    }
  }

  /** dy/dx is the mask, also where x lies transposed in memory, and so does y. */
  @Test
  void theGradientHasTheMaskAndTheLayoutStays() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(6, 5, 7).requires_grad_(true);
      Tensor turned = x.transpose(0, 1);
      Tensor y = Dropout.apply(turned, 0.5);
      assertEquals(turned.stride(0), y.stride(0));
      y.sum().backward();
      Tensor expected = turned.detach().mul(x.grad().transpose(0, 1));
      assertEquals(0, Tensors.relativeDifference(y, expected));
    }
  }

  @Test
  void anExpandedTensorHasAMaskForEveryElement() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor y = Dropout.apply(torch.ones(1, 1000).expand(50, 1000), 0.5);
      assertEquals(
          0.5, Tensors.item(y.eq(Tensors.scalar(0)).to(torch.ScalarType.Float).mean()), 0.012);
      assertEquals(1000, Tensors.item(y.var(0).gt(Tensors.scalar(0)).sum()));
    }
  }

  @Test
  void theBoundsAreExact() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(10);
      assertSame(x, Dropout.apply(x, 0));
      assertEquals(0, Tensors.item(Dropout.apply(x, 1).abs().max()));
    }
  }
}
