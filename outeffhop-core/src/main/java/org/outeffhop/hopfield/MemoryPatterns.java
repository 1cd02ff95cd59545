package org.outeffhop.hopfield;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Patterns in memory, in pieces as they were added. A piece is joined with the one before it where
 * that is no longer, so that patterns added one by one lie in few pieces; a piece of 32 MiB is
 * joined no more, so that adding takes little memory besides the patterns' own.
 */
public final class MemoryPatterns implements PatternStore, AutoCloseable {
  private static final long JOINED_BYTES = 1L << 25;

  private final long dimension;
  private final ScalarType type;
  private final List<Tensor> pieces = new ArrayList<>();
  private long count;

  /**
   * An empty store.
   *
   * @param type {@code Float} or {@code Double}
   */
  public MemoryPatterns(long dimension, ScalarType type) {
    if (dimension < 1) {
      throw new IllegalArgumentException("the dimension is " + dimension + "; it must be positive");
    }
    this.dimension = dimension;
    this.type = type;
  }

  /**
   * A store of given patterns, which are copied.
   *
   * @param patterns [M, D], M at least 1, float32 or float64, finite
   */
  public static MemoryPatterns of(Tensor patterns) {
    Vectors.requireFloating(patterns, "patterns");
    Vectors.requireMatrix(patterns, "patterns");
    MemoryPatterns store = new MemoryPatterns(patterns.size(1), Tensors.type(patterns));
    store.add(patterns);
    return store;
  }

  /**
   * Adds copies of patterns.
   *
   * @param patterns [m, D] or [D], finite, of this store's type
   * @throws IllegalArgumentException if one is not; nothing is added then
   */
  public void add(Tensor patterns) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor rows = checked(patterns, "patterns");
      long added = rows.size(0);
      Tensor piece = rows.clone();
      while (joins(piece)) {
        Tensor last = pieces.remove(pieces.size() - 1);
        piece = torch.cat(new TensorVector(last, piece), 0);
        last.close();
      }
      pieces.add(scope.release(piece.contiguous()));
      count += added;
    }
  }

  private boolean joins(Tensor piece) {
    if (pieces.isEmpty()) {
      return false;
    }
    Tensor last = pieces.get(pieces.size() - 1);
    return last.numel() <= piece.numel() && last.numel() * last.element_size() < JOINED_BYTES;
  }

  /** Patterns as a matrix, when they could be added. */
  Tensor checked(Tensor patterns, String what) {
    Tensor rows = Vectors.rows(patterns, dimension, type, what).detach();
    Vectors.requireFinite(rows, "pattern", count);
    return rows;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long dimension() {
    return dimension;
  }

  @Override
  public ScalarType type() {
    return type;
  }

  @Override
  public Tensor rows(long first, long wanted) {
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> parts = new ArrayList<>();
      long begin = 0;
      for (Tensor piece : pieces) {
        long from = Math.max(first, begin);
        long to = Math.min(first + wanted, begin + piece.size(0));
        if (from < to) {
          parts.add(piece.narrow(0, from - begin, to - from));
        }
        begin += piece.size(0);
      }
      Tensor joined =
          parts.size() == 1
              ? parts.get(0)
              : torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
      return scope.keep(joined);
    }
  }

  @Override
  public void close() {
    pieces.forEach(Tensor::close);
    pieces.clear();
    count = 0;
  }
}
