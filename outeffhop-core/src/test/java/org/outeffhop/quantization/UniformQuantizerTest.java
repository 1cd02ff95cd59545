package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class UniformQuantizerTest {
  @BeforeAll
  static void start() {
    Engine.start();
  }

  static Stream<UniformQuantizer> quantizers() {
    List<UniformQuantizer> all = new ArrayList<>();
    double[][] ranges = {{-3, 5}, {-5, 3}, {0, 7}, {2, 7}, {-7, -2}, {-1e-9, 2e-9}, {0, 0}};
    for (int bits : new int[] {2, 4, 8, 16}) {
      for (double[] range : ranges) {
        all.add(UniformQuantizer.symmetric(range[0], range[1], bits));
        all.add(UniformQuantizer.asymmetric(range[0], range[1], bits));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void keepsZero(UniformQuantizer quantizer) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor zero = Tensors.of(new float[] {0}, 1);
      assertEquals(0.0, Tensors.item(quantizer.quantizeDequantize(zero)), 0.0);
      assertEquals(quantizer.zeroPoint(), Tensors.item(quantizer.quantize(zero)), 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void isIdempotent(UniformQuantizer quantizer) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor once = quantizer.quantizeDequantize(values(quantizer, 1.5));
      assertArrayEquals(
          Tensors.toFloats(once), Tensors.toFloats(quantizer.quantizeDequantize(once)));
    }
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void errsByHalfAStepAtMost(UniformQuantizer quantizer) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = values(quantizer, 1);
      float[] before = Tensors.toFloats(x);
      float[] after = Tensors.toFloats(quantizer.quantizeDequantize(x));
      double rounding = 1e-6 * (quantizer.largest() - quantizer.smallest());
      for (int i = 0; i < before.length; i++) {
        assertEquals(before[i], after[i], quantizer.scale() / 2 + rounding);
      }
    }
  }

  @Test
  void roundsTiesToEvenAndClampsToTheGrid() {
    try (TensorScope scope = TensorScope.open()) {
      UniformQuantizer quantizer = new UniformQuantizer(2, 0, 4, true);
      Tensor x = Tensors.of(new float[] {1, 3, 5, -1, -3, 100, -100}, 7);
      assertArrayEquals(
          new float[] {0, 4, 4, 0, -4, 14, -16}, Tensors.toFloats(quantizer.quantizeDequantize(x)));
      assertArrayEquals(new float[] {1, 3, 5, -1, -3, 100, -100}, Tensors.toFloats(x));
    }
  }

  @Test
  void rejectsBadNumbers() {
    assertRejected("bits is 17; it takes 2 to 16", () -> UniformQuantizer.symmetric(0, 1, 17));
    assertRejected(
        "range is 1.0 to 0.0; it takes finite numbers in order",
        () -> UniformQuantizer.asymmetric(1, 0, 8));
    assertRejected(
        "range is NaN to 0.0; it takes finite numbers in order",
        () -> UniformQuantizer.asymmetric(Double.NaN, 0, 8));
    assertRejected(
        "zero point is 8; the grid runs from -8 to 7", () -> new UniformQuantizer(1, 8, 4, true));
    assertRejected(
        "scale is 0.0; it takes a number above 0", () -> new UniformQuantizer(0, 0, 4, true));
  }

  private static void assertRejected(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static Tensor values(UniformQuantizer quantizer, double spread) {
    Random random = new Random(3);
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      double share = random.nextDouble();
      values[i] =
          (float) (spread * (quantizer.smallest() * share + quantizer.largest() * (1 - share)));
    }
    return Tensors.of(values, values.length);
  }
}
