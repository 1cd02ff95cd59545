package org.outeffhop.experiment.snapshot;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** How a module's outputs are distributed over bins and over the levels of its grid. */
final class ActivationCounts {
  private static final int BINS = 200;
  private static final long MOST = 1 << 20;
  private static final double HELD = 0.99;

  private ActivationCounts() {}

  /** Of the first 2^20 elements at most. */
  static ActivationRecord.Histogram of(String module, Tensor activation, UniformQuantizer grid) {
    double[] values;
    try (TensorScope scope = TensorScope.open()) {
      Tensor flat = activation.detach().reshape(-1);
      values = Tensors.toDoubles(flat.narrow(0, 0, Math.min(MOST, flat.numel())));
    }
    double smallest = Arrays.stream(values).min().orElseThrow();
    double largest = Arrays.stream(values).max().orElseThrow();
    double width = Math.max((largest - smallest) / BINS, Double.MIN_NORMAL);
    long[] counts = new long[BINS];
    int levels = 1 << grid.bits();
    long[] byLevel = new long[levels];
    for (double value : values) {
      counts[(int) Math.min(BINS - 1, (value - smallest) / width)]++;
      double level = Math.rint((value - grid.smallest()) / grid.scale());
      byLevel[(int) Math.max(0, Math.min(levels - 1, level))]++;
    }
    return new ActivationRecord.Histogram(
        module,
        smallest,
        width,
        counts,
        grid.smallest(),
        grid.scale(),
        levels,
        used(byLevel, values.length));
  }

  private static int used(long[] byLevel, int values) {
    Arrays.sort(byLevel);
    long held = 0;
    int used = 0;
    while (held < HELD * values) {
      used++;
      held += byLevel[byLevel.length - used];
    }
    return used;
  }
}
