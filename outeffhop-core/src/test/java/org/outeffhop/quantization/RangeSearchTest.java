package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Searches over histograms against loops over the elements. */
class RangeSearchTest {
  private static final int COUNT = 20_000;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN,4,true",
    "GAUSSIAN,8,true",
    "GAUSSIAN,6,false",
    "HEAVY_TAILED,4,false",
    "HEAVY_TAILED,8,true",
    "OUTLIERS,6,true",
    "OUTLIERS,8,false",
    "RELU,4,true",
    "RELU,6,false"
  })
  void theGridFindsTheBestOfItsCandidates(SampleTensor tensor, int bits, boolean symmetric) {
    float[] values = tensor.draw(COUNT);
    Grid grid = new Grid(bits, symmetric);
    Range found = range(values, MeanSquaredError.grid(), grid);
    double least = Double.POSITIVE_INFINITY;
    Range ends = range(values, new CurrentMinMax(), grid);
    boolean oneSided = symmetric || ends.min() >= 0;
    for (int k = 1; k <= 100; k++) {
      double most = oneSided ? ends.largest() : 1;
      double low = oneSided ? (ends.min() < 0 ? -most : 0) : ends.min();
      double high = oneSided ? most : ends.max();
      least = Math.min(least, loss(values, new Range(k / 100.0 * low, k / 100.0 * high), grid));
    }
    double loss = loss(values, found, grid);
    assertTrue(loss <= least * 1.001, loss + " against " + least);
    assertTrue(loss <= loss(values, ends, grid) * 1.001);
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN,4,true",
    "GAUSSIAN,8,true",
    "GAUSSIAN,4,false",
    "HEAVY_TAILED,4,true",
    "HEAVY_TAILED,6,false",
    "RELU,4,true",
    "RELU,8,false"
  })
  void theGoldenSectionIsAsGoodAsAFineGrid(SampleTensor tensor, int bits, boolean symmetric) {
    float[] values = tensor.draw(COUNT);
    Grid grid = new Grid(bits, symmetric);
    double golden = loss(values, range(values, MeanSquaredError.goldenSection(), grid), grid);
    MeanSquaredError fine = new MeanSquaredError(MeanSquaredError.Search.GRID, 1000, 0);
    double best = loss(values, range(values, fine, grid), grid);
    assertTrue(golden <= best * 1.05, golden + " against " + best);
  }

  @Test
  void theLossOfAHistogramIsThatOfItsElements() {
    float[] values = SampleTensor.HEAVY_TAILED.draw(COUNT);
    Histogram histogram = new Histogram();
    try (TensorScope scope = TensorScope.open()) {
      var batch = Tensors.of(values, values.length);
      histogram.add(batch, RangeState.requireFinite(batch));
    }
    for (int bits : new int[] {2, 4, 8}) {
      Grid grid = new Grid(bits, false);
      MeanSquaredErrorSearch search =
          new MeanSquaredErrorSearch(MeanSquaredError.grid(), histogram, grid);
      Range range = new Range(-3, 7);
      double exact = loss(values, range, grid);
      assertEquals(exact, search.loss(range), 2e-3 * exact);
    }
  }

  /** The histogram of |x| made anew from the elements, and the definition written out. */
  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN,8",
    "GAUSSIAN,4",
    "HEAVY_TAILED,8",
    "HEAVY_TAILED,6",
    "OUTLIERS,8",
    "RELU,6"
  })
  void entropyIsItsDefinition(SampleTensor tensor, int bits) {
    float[] values = tensor.draw(COUNT);
    Grid grid = new Grid(bits, true);
    Range found = range(values, new Entropy(), grid);
    double largest = range(values, new CurrentMinMax(), grid).largest();
    double width = Math.scalb(1, Math.getExponent(largest) - 10);
    int levels = 1 << (tensor == SampleTensor.RELU ? bits : bits - 1);
    double threshold = PlainEntropy.threshold(values, width, levels);
    assertEquals(Math.min(threshold, largest), found.largest(), 1e-9);
  }

  @Test
  void entropyKeepsTheRangeWhereLevelsOutnumberBins() {
    float[] values = SampleTensor.OUTLIERS.draw(COUNT);
    Grid grid = new Grid(16, false);
    assertEquals(range(values, new CurrentMinMax(), grid), range(values, new Entropy(), grid));
  }

  @Test
  void zerosHaveARange() {
    float[] zeros = new float[10];
    Grid grid = new Grid(8, true);
    assertEquals(new Range(0, 0), range(zeros, MeanSquaredError.grid(), grid));
    assertEquals(new Range(0, 0), range(zeros, new Entropy(), grid));
    assertEquals(new Range(0, 0), range(zeros, new Percentile(99), grid));
  }

  @Test
  void rejectsBadNumbers() {
    assertThrows(IllegalArgumentException.class, () -> new Percentile(101));
    MeanSquaredError.Search search = MeanSquaredError.Search.GRID;
    assertThrows(IllegalArgumentException.class, () -> new MeanSquaredError(search, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new MeanSquaredError(search, 1, -1));
    RangeState state = new Entropy().newState();
    assertThrows(IllegalStateException.class, () -> state.range(new Grid(8, true)));
  }

  private static Range range(float[] values, RangeEstimator estimator, Grid grid) {
    try (TensorScope scope = TensorScope.open()) {
      RangeState state = estimator.newState();
      state.update(Tensors.of(values, values.length));
      return state.range(grid);
    }
  }

  private static double loss(float[] values, Range range, Grid grid) {
    UniformQuantizer quantizer = grid.quantizer(range);
    double loss = 0;
    for (float x : values) {
      double q = Math.rint(x / (double) quantizer.scale()) + quantizer.zeroPoint();
      q = Math.max(quantizer.signed() ? -(1 << grid.bits() - 1) : 0, q);
      q = Math.min(quantizer.signed() ? (1 << grid.bits() - 1) - 1 : (1 << grid.bits()) - 1, q);
      double error = x - quantizer.scale() * (q - quantizer.zeroPoint());
      loss += error * error;
    }
    return loss;
  }
}
