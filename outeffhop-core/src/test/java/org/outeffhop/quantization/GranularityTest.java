package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.quantization.WeightQuantization.Granularity;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Scales by row and by token against one row's grid at a time. */
class GranularityTest {
  private static final int ROWS = 12;
  private static final int COLUMNS = 40;

  @BeforeAll
  static void start() {
    Engine.seed(3);
  }

  @ParameterizedTest
  @CsvSource({"4,true", "8,true", "16,true", "2,false", "4,false", "8,false", "16,false"})
  void everyTokenHasTheGridOfItsOwnElements(int bits, boolean symmetric) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(3, 4, COLUMNS).mul(torch.randn(3, 4, 1).mul(Tensors.scalar(30)));
      PerTokenQuantizer quantizer = new PerTokenQuantizer(bits, symmetric);
      Tensor rows = x.view(ROWS, COLUMNS);
      Tensor y = quantizer.quantizeDequantize(x).view(ROWS, COLUMNS);
      Tensor soft = quantizer.straightThrough(x).view(ROWS, COLUMNS);
      for (int row = 0; row < ROWS; row++) {
        UniformQuantizer one = new Grid(bits, symmetric).quantizer(range(rows.select(0, row)));
        float[] expected = Tensors.toFloats(one.quantizeDequantize(rows.select(0, row)));
        assertArrayEquals(expected, Tensors.toFloats(y.select(0, row)), one.scale() * 1e-2f);
        assertArrayEquals(expected, Tensors.toFloats(soft.select(0, row)), one.scale() * 1.01f);
      }
      double share = Tensors.item(soft.sub(y).abs().gt(Tensors.scalar(1e-4)).sum());
      assertTrue(bits == 16 || share <= 2, "ties that went elsewhere: " + share);
    }
  }

  @Test
  void tokensOfOneSignAndOfZeros() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = Tensors.of(new float[] {0, 0, 0, 10, 20, 255, -51, -20.2f, -255}, 3, 3);
      assertArrayEquals(
          new float[] {0, 0, 0, 10, 20, 255, -51, -20, -255},
          Tensors.toFloats(new PerTokenQuantizer(8, false).quantizeDequantize(x)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void everyChannelHasTheGridOfItsOwnWeights(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor weight = weight();
      PerChannelQuantizer quantizer = PerChannelQuantizer.of(weight, bits);
      assertRows(weight, quantizer, bits, new CurrentMinMax());
      Tensor soft = quantizer.straightThrough(weight);
      double largest = Tensors.item(soft.sub(quantizer.quantizeDequantize(weight)).abs().max());
      assertTrue(largest <= 1e-4 || bits == 16, "difference " + largest);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 8})
  void channelsByMeanSquaredErrorAreThoseOfEveryRowAlone(int bits) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor weight = weight();
      MeanSquaredError estimator = new MeanSquaredError(MeanSquaredError.Search.GRID, 40, 0.1);
      PerChannelQuantizer quantizer = PerChannelQuantizer.of(weight, bits, estimator);
      assertRows(weight, quantizer, bits, estimator);
      double minMax = error(weight, PerChannelQuantizer.of(weight, bits));
      double searched =
          error(weight, PerChannelQuantizer.of(weight, bits, MeanSquaredError.grid()));
      assertTrue(searched <= minMax, searched + " against " + minMax);
    }
  }

  private static Tensor weight() {
    return torch.randn(ROWS, COLUMNS).mul(torch.randn(ROWS, 1).exp());
  }

  private static double error(Tensor weight, Quantizer quantizer) {
    return Tensors.item(quantizer.quantizeDequantize(weight).sub(weight).square().sum());
  }

  private static void assertRows(
      Tensor weight, PerChannelQuantizer quantizer, int bits, RangeEstimator estimator) {
    Tensor y = quantizer.quantizeDequantize(weight);
    for (int row = 0; row < ROWS; row++) {
      RangeState state = estimator.newState();
      state.update(weight.select(0, row));
      Grid grid = new Grid(bits, true);
      UniformQuantizer one = grid.quantizer(state.range(grid));
      assertEquals(one.scale(), quantizer.scales()[row], 1e-6 * one.scale());
      assertArrayEquals(
          Tensors.toFloats(one.quantizeDequantize(weight.select(0, row))),
          Tensors.toFloats(y.select(0, row)),
          one.scale() * 1e-2f);
    }
  }

  private static Range range(Tensor x) {
    return new Range(Tensors.item(x.min()), Tensors.item(x.max()));
  }

  @Test
  void rejectsWhatChannelsCannotDo() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WeightQuantization(Granularity.PER_CHANNEL, new Entropy()));
    assertEquals(
        "weights per channel are ranged by entropy; they take current-min-max, mse",
        e.getMessage());
    try (TensorScope scope = TensorScope.open()) {
      Tensor cube = torch.randn(2, 2, 2);
      assertThrows(IllegalArgumentException.class, () -> PerChannelQuantizer.of(cube, 8));
      Tensor weight = torch.randn(2, 2);
      assertThrows(IllegalArgumentException.class, () -> PerChannelQuantizer.of(weight, 1));
    }
  }
}
