package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Streaming histograms against all elements at once. */
class HistogramTest {
  private static final long MEBIBYTE = 1 << 20;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** Within one bin of the exact percentile, and a bin is at most 1/4095 of the whole range. */
  @ParameterizedTest
  @EnumSource(SampleTensor.class)
  void percentilesMatchSortingWithinABin(SampleTensor tensor) {
    float[] values = tensor.draw(50_000);
    Histogram histogram = new Histogram();
    add(histogram, Arrays.copyOfRange(values, 0, 100));
    add(histogram, Arrays.copyOfRange(values, 100, 20_000));
    add(histogram, Arrays.copyOfRange(values, 20_000, values.length));
    double[] sorted =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).sorted().toArray();
    double range = sorted[sorted.length - 1] - sorted[0];
    assertTrue(histogram.width() <= range / 4095, "width " + histogram.width());
    for (double percent : new double[] {0, 0.001, 0.1, 1, 25, 50, 90, 99, 99.9, 99.999, 100}) {
      double exact = interpolated(sorted, percent);
      assertEquals(exact, histogram.percentile(percent), histogram.width(), percent + "%");
    }
    assertEquals(sorted[0], histogram.percentile(0), 0);
    assertEquals(sorted[sorted.length - 1], histogram.percentile(100), 0);
  }

  private static double interpolated(double[] sorted, double percent) {
    double position = (sorted.length - 1) * percent / 100;
    int below = (int) position;
    double far = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (far - sorted[below]) * (position - below);
  }

  @ParameterizedTest
  @EnumSource(SampleTensor.class)
  void isTheSameInEveryOrderOfBatches(SampleTensor tensor) {
    float[] values = tensor.draw(3000);
    Histogram together = new Histogram();
    add(together, values);
    List<Integer> starts = Arrays.asList(0, 500, 1000, 1500, 2000, 2500);
    for (int order = 0; order < 5; order++) {
      Collections.shuffle(starts, new Random(order));
      Histogram apart = new Histogram();
      starts.forEach(start -> add(apart, Arrays.copyOfRange(values, start, start + 500)));
      assertSame(together, apart);
    }
  }

  private static void assertSame(Histogram expected, Histogram actual) {
    assertEquals(expected.width(), actual.width());
    assertEquals(expected.count(), actual.count());
    assertEquals(expected.ends(), actual.ends());
    assertEquals(expected.squares(), actual.squares(), 1e-9 * expected.squares());
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      assertEquals(expected.position(bin), actual.position(bin));
      assertEquals(expected.count(bin), actual.count(bin));
      assertEquals(expected.sum(bin), actual.sum(bin), 1e-9 * Math.abs(expected.sum(bin)) + 1e-12);
    }
  }

  /** Ranges that grow by 34 powers of ten, constants, and zeros. */
  @Test
  void growsFromAnyBeginning() {
    Histogram histogram = new Histogram();
    add(histogram, 0, 0);
    assertEquals(new Range(0, 0), histogram.ends());
    assertEquals(0, histogram.percentile(50));
    add(histogram, 1e-30f, -1e-30f, 2e-30f);
    add(histogram, 1000, 1000.5f);
    add(histogram, -3000);
    long[] position = {bin(histogram, -3000), bin(histogram, -1e-30), bin(histogram, 1000)};
    assertEquals(1, histogram.count((int) position[0]));
    assertEquals(1, histogram.count((int) position[1]));
    assertEquals(4, histogram.count((int) position[1] + 1));
    assertEquals(2, histogram.count((int) position[2]) + histogram.count((int) position[2] + 1));
    assertEquals(8, histogram.count());
    Histogram narrow = new Histogram();
    add(narrow, 1000, 1000.5f, 1000.25f);
    assertTrue(narrow.width() <= 0.5 / 4095, "width " + narrow.width());
  }

  private static long bin(Histogram histogram, double x) {
    return (long) Math.floor(x / histogram.width()) - histogram.position(0);
  }

  /** 150 batches of a million elements are 572 MiB; the ranges take 128 KiB a name. */
  @Test
  void calibrationTakesTheSameMemoryHoweverManyBatches() {
    QuantizationConfig config =
        QuantizationConfig.w8a8()
            .withActivations(new ActivationQuantization.Static(new Percentile(99.9), false));
    Calibration calibration = new Calibration(config);
    observe(calibration, 5);
    long bytes = calibration.bytes();
    long before = ResidentMemory.bytes();
    observe(calibration, 150);
    assertEquals(2 * 8192 * 16, bytes);
    assertEquals(bytes, calibration.bytes());
    long grown = (ResidentMemory.bytes() - before) / MEBIBYTE;
    assertTrue(grown < 200, "grown by " + grown + " MiB");
  }

  private static void observe(Calibration calibration, int batches) {
    for (int batch = 0; batch < batches; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        calibration.at("fc" + (1 + batch % 2), torch.randn(1000, 1000).mul(Tensors.scalar(batch)));
      }
    }
  }

  private static void add(Histogram histogram, float... values) {
    try (TensorScope scope = TensorScope.open()) {
      var batch = Tensors.of(values, values.length);
      histogram.add(batch, RangeState.requireFinite(batch));
    }
  }
}
