package org.outeffhop.data.series;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * All windows of a stretch of T steps: window i has steps i to i + context - 1 as its context and
 * the next horizon steps as its target, so that there are T - context - horizon + 1.
 */
public final class SeriesWindows implements AutoCloseable {
  private final Tensor steps;
  private final int context;
  private final int horizon;

  /**
   * Some windows.
   *
   * @param contexts [B, context, D]
   * @param targets [B, horizon, D]
   */
  public record Batch(Tensor contexts, Tensor targets) {}

  SeriesWindows(float[] values, int channels, int context, int horizon) {
    this.context = context;
    this.horizon = horizon;
    try (TensorScope scope = TensorScope.open()) {
      steps = scope.release(Tensors.of(values, values.length / channels, channels));
    }
  }

  /** The number of windows. */
  public int count() {
    return Math.toIntExact(steps.size(0)) - context - horizon + 1;
  }

  /** The indices of all windows in order, this many at a time; the last batch may be smaller. */
  public List<int[]> all(int batchSize) {
    int count = count();
    return IntStream.iterate(0, first -> first < count, first -> first + batchSize)
        .mapToObj(first -> IntStream.range(first, Math.min(first + batchSize, count)).toArray())
        .toList();
  }

  /** The windows of these indices, which count from 0. */
  public Batch batch(int[] indices, Device device) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor chosen = Tensors.ofIndices(indices, indices.length);
      Tensor windows =
          Engine.to(steps.unfold(0, context + horizon, 1).index_select(0, chosen), device)
              .transpose(1, 2);
      return new Batch(
          scope.keep(windows.narrow(1, 0, context).contiguous()),
          scope.keep(windows.narrow(1, context, horizon).contiguous()));
    }
  }

  @Override
  public void close() {
    steps.close();
  }
}
