package org.outeffhop.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Against loops over Java arrays. */
class AugmentationTest {
  private static final int BATCH = 6;
  private static final int CHANNELS = 2;
  private static final int SIDE = 5;
  private static final int CLASSES = 4;
  private static final int IMAGE = CHANNELS * SIDE * SIDE;
  private static final int[] LABELS = {0, 3, 1, 1, 2, 0};

  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static float[] values() {
    float[] values = new float[BATCH * IMAGE];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i * 37 % 255;
    }
    return values;
  }

  private static Tensor pixels() {
    return Tensors.of(values(), BATCH, CHANNELS, SIDE, SIDE).to(ScalarType.Byte);
  }

  private static SoftBatch apply(Augmentation augmentation, long step) {
    return augmentation.apply(pixels(), LABELS, CLASSES, 7, step);
  }

  /** The image moved by (dy, dx), black where nothing is, and perhaps mirrored. */
  private static float[] moved(float[] all, int image, int dy, int dx, boolean flip) {
    float[] result = new float[IMAGE];
    for (int i = 0; i < IMAGE; i++) {
      int x = i % SIDE;
      int fromX = (flip ? SIDE - 1 - x : x) + dx;
      int fromY = i / SIDE % SIDE + dy;
      boolean inside = fromX >= 0 && fromX < SIDE && fromY >= 0 && fromY < SIDE;
      int channel = i / (SIDE * SIDE);
      result[i] = inside ? all[image * IMAGE + channel * SIDE * SIDE + fromY * SIDE + fromX] : 0;
    }
    return result;
  }

  private static float[] image(SoftBatch batch, int image) {
    return Tensors.toFloats(batch.pixels().select(0, image));
  }

  @Test
  void everyImageIsOneOfTheShiftsAndMirroringsAndAllOccur() {
    Augmentation augmentation = new Augmentation(1, 0.5, 0, 0, 0);
    Set<Integer> seen = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      SoftBatch batch = apply(augmentation, step);
      for (int image = 0; image < BATCH; image++) {
        int found = -1;
        for (int way = 0; way < 18; way++) {
          float[] expected = moved(values(), image, way / 2 / 3 - 1, way / 2 % 3 - 1, way % 2 == 1);
          found = Arrays.equals(expected, image(batch, image)) ? way : found;
        }
        assertTrue(found >= 0, "image " + image + " of step " + step);
        seen.add(found);
      }
    }
    assertEquals(18, seen.size());
  }

  @Test
  void aCertainFlipMirrorsEveryImage() {
    SoftBatch batch = apply(new Augmentation(0, 1, 0, 0, 0), 3);
    for (int image = 0; image < BATCH; image++) {
      assertArrayEquals(moved(values(), image, 0, 0, true), image(batch, image));
    }
  }

  @Test
  void smoothedLabelsAreThoseOfTheFormula() {
    float[] targets = Tensors.toFloats(apply(new Augmentation(0, 0, 0, 0, 0.1), 0).targets());
    for (int i = 0; i < targets.length; i++) {
      double expected = LABELS[i / CLASSES] == i % CLASSES ? 0.9 + 0.025 : 0.025;
      assertEquals(expected, targets[i], 1e-7);
    }
  }

  @Test
  void mixupIsOneConvexCombinationOfImagesAndOfLabels() {
    float[] plain = values();
    for (int step = 0; step < 20; step++) {
      SoftBatch batch = apply(new Augmentation(0, 0, 0.8, 0, 0), step);
      // The second image's class is 3, that of its partner, the fifth, is 2.
      double kept = Tensors.item(batch.targets().select(0, 1).select(0, 3));
      assertEquals(1 - kept, Tensors.item(batch.targets().select(0, 1).select(0, 2)), 1e-6);
      assertTrue(kept >= 0 && kept <= 1);
      float[] mixed = Tensors.toFloats(batch.pixels());
      for (int i = 0; i < mixed.length; i++) {
        int partner = (BATCH - 1 - i / IMAGE) * IMAGE + i % IMAGE;
        assertEquals(kept * plain[i] + (1 - kept) * plain[partner], mixed[i], 1e-3);
      }
    }
  }

  @Test
  void cutmixTakesABoxWhoseAreaTheLabelsShare() {
    float[] plain = values();
    int smaller = 0;
    for (int step = 0; step < 40; step++) {
      SoftBatch batch = apply(new Augmentation(0, 0, 0, 1, 0), step);
      float[] mixed = image(batch, 1);
      int[] bounds = {SIDE, -1, SIDE, -1};
      int taken = 0;
      for (int i = 0; i < SIDE * SIDE; i++) {
        if (mixed[i] != plain[IMAGE + i]) {
          assertEquals(plain[4 * IMAGE + i], mixed[i]);
          assertEquals(
              plain[4 * IMAGE + SIDE * SIDE + i], mixed[SIDE * SIDE + i], "all channels go along");
          taken++;
          bounds[0] = Math.min(bounds[0], i / SIDE);
          bounds[1] = Math.max(bounds[1], i / SIDE);
          bounds[2] = Math.min(bounds[2], i % SIDE);
          bounds[3] = Math.max(bounds[3], i % SIDE);
        }
      }
      int box = taken == 0 ? 0 : (bounds[1] - bounds[0] + 1) * (bounds[3] - bounds[2] + 1);
      assertEquals(box, taken, "it is a rectangle");
      double kept = Tensors.item(batch.targets().select(0, 1).select(0, 3));
      assertEquals(1 - taken / 25.0, kept, 1e-6);
      smaller += taken > 0 && taken < 25 ? 1 : 0;
    }
    assertTrue(smaller > 10, "boxes of all sizes occur: " + smaller);
  }

  @Test
  void whereBothAreOnSomeBatchesTakeEach() {
    int cut = 0;
    for (int step = 0; step < 100; step++) {
      Tensor pixels = apply(new Augmentation(0, 0, 0.8, 1, 0), step).pixels();
      cut += Tensors.type(pixels) == ScalarType.Byte ? 1 : 0;
    }
    assertTrue(cut > 30 && cut < 70, "of 100 batches CutMix took " + cut);
  }

  @Test
  void aBatchIsAFunctionOfSeedAndStep() {
    Augmentation all = new Augmentation(2, 0.5, 0.8, 1, 0.1);
    float[] first = Tensors.toFloats(apply(all, 5).pixels());
    assertArrayEquals(first, Tensors.toFloats(apply(all, 5).pixels()));
    assertFalse(Arrays.equals(first, Tensors.toFloats(apply(all, 6).pixels())));
    Tensor other = all.apply(pixels(), LABELS, CLASSES, 8, 5).pixels();
    assertFalse(Arrays.equals(first, Tensors.toFloats(other)));
  }

  /** Beta(a, a) has mean 1/2 and variance 1 / (4 (2 a + 1)). */
  @Test
  void drawsHaveBetasMomentsAtEveryAlpha() {
    for (double alpha : new double[] {0.2, 0.8, 1, 3}) {
      SplitMix64 random = new SplitMix64(1);
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 20_000; i++) {
        double value = SymmetricBeta.draw(alpha, random);
        sum += value;
        squares += value * value;
      }
      double mean = sum / 20_000;
      assertEquals(0.5, mean, 0.01, "mean at " + alpha);
      assertEquals(1 / (4 * (2 * alpha + 1)), squares / 20_000 - mean * mean, 0.003, "at " + alpha);
    }
  }

  @Test
  void valuesThatCannotBeAreNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, 0, 9, 0, 0))
            .getMessage();
    assertEquals("mixup_alpha is 9.0; it must be 0, or from 0.01 to 4", message);
    message =
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(0, 0, 0, 0, 1))
            .getMessage();
    assertEquals("label_smoothing is 1.0; it must be from 0 to below 1", message);
  }
}
