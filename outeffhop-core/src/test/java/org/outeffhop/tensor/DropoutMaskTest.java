package org.outeffhop.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static final int COUNT = 1_000_003;
  private static final int CHUNK = 4096;

  @BeforeEach
  void seed() {
    Engine.seed(7);
  }

  private static float[] mask(int count, double probability) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.toFloats(DropoutMask.like(torch.ones(count), probability));
    }
  }

  /** Shares of zeros lie within five standard deviations; the rest keeps the mean. */
  @Test
  void elementsAreDroppedWithTheirProbabilityAndTheRestScaled() {
    for (double p : new double[] {0.1, 0.2, 0.5, 0.97}) {
      float[] mask = mask(COUNT, p);
      double kept = 65536.0 / (65536 - Math.round(p * 65536));
      int[] zeros = new int[4];
      for (int i = 0; i < COUNT; i++) {
        if (mask[i] == 0) {
          zeros[i % 4]++;
        } else {
          assertEquals(kept, mask[i], 1e-6 * kept);
        }
      }
      double places = COUNT / 4.0;
      for (int count : zeros) {
        assertEquals(p, count / places, 5 * Math.sqrt(p * (1 - p) / places) + 1e-5);
      }
    }
  }

  /** Elements next to each other, in both halves of a chunk and in two chunks. */
  @Test
  void elementsAreIndependentOfThoseAtEveryDistanceThatTheHashCouldTie() {
    float[] mask = mask(COUNT, 0.2);
    for (int distance : new int[] {1, 2, 64, CHUNK / 2, CHUNK, 2 * CHUNK}) {
      int pairs = COUNT - distance;
      long both = 0;
      for (int i = 0; i < pairs; i++) {
        both += mask[i] == 0 && mask[i + distance] == 0 ? 1 : 0;
      }
      double deviation = Math.sqrt(0.04 * 1.4 / pairs);
      assertEquals(0.04, both / (double) pairs, 5 * deviation, "distance " + distance);
    }
  }

  @Test
  void theEnginesSeedDecidesAndEveryMaskIsAnother() {
    float[] first = mask(10_000, 0.5);
    float[] second = mask(10_000, 0.5);
    Engine.seed(7);
    assertArrayEquals(first, mask(10_000, 0.5));
    assertFalse(Arrays.equals(first, second));
  }

  /** As many threads as there are draw what one draws. */
  @Test
  void threadsDoNotChangeTheNumbers() {
    int threads = torch.get_num_threads();
    try {
      torch.set_num_threads(1);
      float[] one = mask(COUNT, 0.3);
      torch.set_num_threads(2);
      Engine.seed(7);
      assertArrayEquals(one, mask(COUNT, 0.3));
    } finally {
      torch.set_num_threads(threads);
    }
  }

  /** A transposed and an expanded tensor have a mask for every element. */
  @Test
  void theMaskHasTheShapeWhateverTheLayout() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor turned = torch.ones(30, 500).transpose(0, 1);
      Tensor expanded = torch.ones(1, 1000).expand(50, 1000);
      for (Tensor x : new Tensor[] {turned, expanded}) {
        Tensor y = x.mul(DropoutMask.like(x, 0.5));
        assertArrayEquals(Tensors.shape(x), Tensors.shape(y));
        assertEquals(1, Tensors.item(y.mean()), 0.05);
        assertEquals(y.size(1), Tensors.item(y.var(0).gt(Tensors.scalar(0)).sum()));
      }
    }
  }

  @Test
  void withProbabilityOneNothingIsLeft() {
    assertArrayEquals(new float[100], mask(100, 1));
    float[] all = new float[100];
    Arrays.fill(all, 1);
    assertArrayEquals(all, mask(100, 0));
  }
}
