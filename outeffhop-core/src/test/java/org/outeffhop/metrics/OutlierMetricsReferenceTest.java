package org.outeffhop.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.ReferenceFile;

class OutlierMetricsReferenceTest {
  private static final ReferenceFile FILE = ReferenceFile.open("outlier_metrics");

  @Test
  void kurtosis() {
    try (TensorScope scope = TensorScope.open()) {
      assertClose(FILE.tensor("kurtosis"), Kurtosis.perSample(FILE.tensor("x")));
    }
  }

  /** Nothing varies in a constant sample, nor in one of a single element; NaN stays NaN. */
  @Test
  void kurtosisOfWhatDoesNotVary() {
    try (TensorScope scope = TensorScope.open()) {
      float[] same = {7, 7, 7, -2, -2, -2};
      assertArrayEquals(
          new double[] {0, 0}, Tensors.toDoubles(Kurtosis.perSample(Tensors.of(same, 2, 3))));
      float[] single = {5, 0, Float.NaN};
      assertArrayEquals(
          new double[] {0, 0, Double.NaN},
          Tensors.toDoubles(Kurtosis.perSample(Tensors.of(single, 3, 1))));
    }
  }

  @Test
  void maximumInfinityNorm() {
    try (TensorScope scope = TensorScope.open()) {
      assertClose(FILE.tensor("inf_norm"), MaxInfinityNorm.perSample(FILE.tensor("x")));
    }
  }

  private static void assertClose(Tensor expected, Tensor actual) {
    float[] wanted = Tensors.toFloats(expected);
    float[] got = Tensors.toFloats(actual);
    assertEquals(wanted.length, got.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got[i], 1e-5 * wanted[i]);
    }
  }
}
