package org.outeffhop.experiment.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Snapshots of tensors made by hand. */
class ActivationSnapshotTest {
  private static final OutlierSummary OUTLIERS =
      OutlierSummary.of(
          List.of(
              new ModuleOutliers("a", 9, 1),
              new ModuleOutliers("b", 1, 1),
              new ModuleOutliers("c", 1, 8),
              new ModuleOutliers("d", 1, 1)));

  private static ActivationSnapshot snapshot() {
    UniformQuantizer grid = UniformQuantizer.asymmetric(-1, 3, 2);
    return new ActivationSnapshot(OUTLIERS, Map.of("a", grid, "b", grid, "c", grid));
  }

  @Test
  void theHeadsThatDoLeastComeFirstWithWhatTheNoOpPatternGot() {
    ActivationSnapshot snapshot = snapshot();
    try (TensorScope scope = TensorScope.open()) {
      Tensor weights =
          Tensors.of(
              new float[] {0.5f, 0.25f, 0.5f, 0.5f, 0.125f, 0.0f, 0.25f, 0.125f}, 1, 2, 2, 2);
      assertSame(weights, snapshot.at("self.probabilities", weights));
    }
    List<ActivationRecord.Head> heads = snapshot.record(List.of("x", "y")).heads();
    assertEquals(2, heads.size());
    ActivationRecord.Head idle = heads.get(0);
    assertEquals("self", idle.module());
    assertEquals(1, idle.head());
    assertArrayEquals(new double[] {0.875, 0.625}, idle.noOp(), 1e-4);
    assertEquals(0.75, idle.noOpShare(), 1e-4);
    assertEquals(0.1875, idle.parkedShare(), 1e-4);
    assertArrayEquals(new double[] {0.25, 0.125}, idle.weights().get(1), 1e-4);
    assertEquals(0.125, heads.get(1).noOpShare(), 1e-4);
    assertEquals(0.5, heads.get(1).parkedShare(), 1e-4);
  }

  /** The grid of [-1, 3] in two bits has the step 4/3 and the levels -4/3, 0, 4/3, 8/3. */
  @Test
  void valuesAreCountedByBinAndByLevel() {
    ActivationSnapshot snapshot = snapshot();
    try (TensorScope scope = TensorScope.open()) {
      float[] values = new float[200];
      values[0] = -1;
      values[1] = 3;
      snapshot.at("a", Tensors.of(values, 200));
      snapshot.at("a", Tensors.of(new float[] {7}, 1));
      snapshot.at("b", Tensors.of(new float[] {7}, 1));
    }
    List<ActivationRecord.Histogram> histograms = snapshot.record(List.of()).histograms();
    assertEquals(1, histograms.size(), "the largest kurtosis; b is not chosen, c was not seen");
    ActivationRecord.Histogram one = histograms.get(0);
    assertEquals(0.02, one.width(), 1e-9);
    assertEquals(1, one.counts()[0]);
    assertEquals(198, one.counts()[50]);
    assertEquals(1, one.counts()[199]);
    assertEquals(-4.0 / 3, one.gridStart(), 1e-6);
    assertEquals(4.0 / 3, one.gridStep(), 1e-6);
    assertEquals(4, one.levels());
    assertEquals(1, one.usedLevels(), "198 of 200 are zeros");
  }
}
