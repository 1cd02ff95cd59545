package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.quantization.MeanSquaredError.Search;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.ReferenceFile;

class QuantizersReferenceTest {
  private static final ReferenceFile FILE = ReferenceFile.open("quantizers");
  private static final Grid GRID = new Grid(8, false);

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8})
  void symmetric(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = FILE.tensor("x");
      UniformQuantizer quantizer = UniformQuantizer.symmetric(min(x), max(x), bits);
      assertTrue(quantizer.signed());
      assertMatches(FILE.tensor("symmetric." + bits + ".y"), quantizer, x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8})
  void asymmetric(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = FILE.tensor("x");
      UniformQuantizer quantizer = UniformQuantizer.asymmetric(min(x), max(x), bits);
      assertMatches(FILE.tensor("asymmetric." + bits + ".y"), quantizer, x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 8})
  void symmetricPerChannel(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = FILE.tensor("x");
      Tensor expected = FILE.tensor("symmetric_per_channel." + bits + ".y");
      Tensor actual = PerChannelQuantizer.of(x, bits).quantizeDequantize(x);
      Tensor scales = x.abs().amax(new long[] {1}, true).div(Tensors.scalar((1 << bits - 1) - 1));
      assertArrayEquals(
          Tensors.toLongs(expected.div(scales).round()),
          Tensors.toLongs(actual.div(scales).round()));
      assertTrue(Tensors.relativeDifference(actual, expected) <= 1e-6);
    }
  }

  @Test
  void unsignedSymmetric() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = FILE.tensor("relu.x");
      UniformQuantizer quantizer = UniformQuantizer.symmetric(min(x), max(x), 8);
      assertFalse(quantizer.signed());
      assertMatches(FILE.tensor("relu.symmetric.8.y"), quantizer, x);
    }
  }

  @Test
  void runningMinMax() {
    assertRanges("running.range", new RunningMinMax(0.9).newState());
  }

  @Test
  void runningPercentile() {
    assertRanges("running_p99999.range", new RunningPercentile(0.9, 99.999).newState());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void meanSquaredErrorByGrid(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      RangeState state = new MeanSquaredError(Search.GRID, 100, 0.5).newState();
      state.update(FILE.tensor("x"));
      Range range = state.range(new Grid(bits, true));
      double[] expected = Tensors.toDoubles(FILE.tensor("mse_grid.symmetric." + bits + ".range"));
      assertEquals(expected[0], range.min(), 1e-6 * Math.abs(expected[0]));
      assertEquals(expected[1], range.max(), 1e-6 * expected[1]);
    }
  }

  private static void assertRanges(String name, RangeState state) {
    try (TensorScope scope = TensorScope.open()) {
      int batches = 0;
      for (; FILE.has("running.batch" + batches); batches++) {
        state.update(FILE.tensor("running.batch" + batches));
        double[] range = Tensors.toDoubles(FILE.tensor(name + batches));
        assertEquals(range[0], state.range(GRID).min(), 1e-6 * Math.abs(range[0]));
        assertEquals(range[1], state.range(GRID).max(), 1e-6 * Math.abs(range[1]));
      }
      assertTrue(batches > 1);
    }
  }

  private static void assertMatches(Tensor expected, UniformQuantizer quantizer, Tensor x) {
    long[] integers =
        Tensors.toLongs(
            expected
                .div(Tensors.scalar(quantizer.scale()))
                .round()
                .add(Tensors.scalar(quantizer.zeroPoint())));
    assertArrayEquals(integers, Tensors.toLongs(quantizer.quantize(x)));
    assertTrue(Tensors.relativeDifference(quantizer.quantizeDequantize(x), expected) <= 1e-6);
  }

  private static double min(Tensor x) {
    return Tensors.item(x.min());
  }

  private static double max(Tensor x) {
    return Tensors.item(x.max());
  }
}
