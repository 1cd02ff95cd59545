package org.outeffhop.hopfield;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Xi', the patterns that are no no-ops: what the map Lambda leaves alone. The no-op patterns go to
 * one class vector, which pulls no query anywhere, and so need no row.
 */
public final class RelevantPatterns implements PatternStore {
  private final PatternStore all;
  private final long[] indices;

  /**
   * The patterns of another store without its no-ops.
   *
   * @param noOps one entry for every pattern: whether it is a no-op
   * @throws IllegalArgumentException if all are
   */
  public RelevantPatterns(PatternStore all, boolean[] noOps) {
    if (noOps.length != all.count()) {
      throw new IllegalArgumentException(
          "there are " + noOps.length + " no-op marks for " + all.count() + " patterns");
    }
    this.all = all;
    this.indices = LongStream.range(0, noOps.length).filter(i -> !noOps[(int) i]).toArray();
    if (indices.length == 0) {
      throw new IllegalArgumentException(
          "all " + noOps.length + " patterns are no-ops; a memory needs one that is not");
    }
  }

  /** The position in the whole store of a position in this one. */
  public long index(long position) {
    return indices[Math.toIntExact(position)];
  }

  @Override
  public long count() {
    return indices.length;
  }

  @Override
  public long dimension() {
    return all.dimension();
  }

  @Override
  public ScalarType type() {
    return all.type();
  }

  @Override
  public Tensor rows(long first, long wanted) {
    int from = Math.toIntExact(first);
    int to = Math.toIntExact(first + wanted);
    long begin = indices[from];
    long span = indices[to - 1] - begin + 1;
    try (TensorScope scope = TensorScope.open()) {
      Tensor rows = all.rows(begin, span);
      if (span > wanted) {
        int[] offsets = new int[to - from];
        for (int i = from; i < to; i++) {
          offsets[i - from] = Math.toIntExact(indices[i] - begin);
        }
        rows = rows.index_select(0, Tensors.ofIndices(offsets, offsets.length));
      }
      return scope.keep(rows);
    }
  }
}
