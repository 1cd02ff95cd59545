package org.outeffhop.metrics.sinks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Shares counted by hand. */
class PlantedKeysTest {
  private static final double EXACT = 1e-12;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static Tensor booleans(double[] values, long... shape) {
    return Tensors.of(values, shape).to(ScalarType.Bool);
  }

  @Test
  void pairsOfTheSeenAreCounted() {
    try (TensorScope scope = TensorScope.open()) {
      PlantedKeys keys = new PlantedKeys(true);
      keys.next(booleans(new double[] {0, 1, 0}, 1, 3));
      double[] weights = {0.5, 0, 0, 0.25, 0.25, 0, 0.2, 0.1, 0.4};
      keys.association("attention", Tensors.of(weights, 1, 1, 3, 3), null);
      assertEquals(2 / 6.0, keys.share(), EXACT);
      assertEquals(0.35 / 1.7, keys.weight(), EXACT);
      assertFalse(keys.isClassified());
      Tensor past = booleans(new double[] {1, 0, 0, 1, 1, 0, 1, 1, 1}, 1, 1, 3, 3);
      Tensor noOps = booleans(new double[] {0, 0, 0, 0, 1, 0, 1, 0, 0}, 1, 1, 3, 3);
      keys.classified("attention", noOps, past);
      assertTrue(keys.isClassified());
      assertEquals(1 / 2.0, keys.caught(), EXACT);
      assertEquals(1 / 4.0, keys.lost(), EXACT);
      keys.next(booleans(new double[] {1, 0, 0}, 1, 3));
      keys.association("attention", Tensors.of(weights, 1, 1, 3, 3), null);
      keys.classified("attention", noOps, past);
      assertEquals((2 + 3) / 12.0, keys.share(), EXACT);
      assertEquals((0.35 + 0.95) / 3.4, keys.weight(), EXACT);
      assertEquals((1 + 1) / 5.0, keys.caught(), EXACT);
      assertEquals((1 + 1) / 7.0, keys.lost(), EXACT);
    }
  }

  /** Classes that are the same for every query come with one of them. */
  @Test
  void anEncoderSeesAllKeys() {
    try (TensorScope scope = TensorScope.open()) {
      PlantedKeys keys = new PlantedKeys(false);
      keys.next(booleans(new double[] {0, 1, 1, 1, 0, 0}, 2, 3));
      keys.association("attention", Tensors.of(new double[18], 2, 1, 3, 3), null);
      assertEquals(9 / 18.0, keys.share(), EXACT);
      Tensor noOps = booleans(new double[] {0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0}, 2, 2, 1, 3);
      keys.classified("attention", noOps, booleans(new double[] {1, 1, 1}, 1, 1, 1, 3));
      assertEquals(3 / 6.0, keys.caught(), EXACT);
      assertEquals(2 / 6.0, keys.lost(), EXACT);
    }
  }
}
