package org.outeffhop.hopfield;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Patterns in memory, in pieces of as many rows as retrieval reads at once, so that a block is
 * never copied. The first piece grows by doubling; later ones are filled in place, so that adding
 * takes no memory besides the patterns' own.
 */
public final class MemoryPatterns implements PatternStore, AutoCloseable {
  private static final long PIECE = BlockwiseAssociation.BLOCK;

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
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor rows = checked(patterns, "patterns");
      for (long done = 0; done < rows.size(0); ) {
        long used = count % PIECE;
        long taken = Math.min(PIECE - used, rows.size(0) - done);
        room(scope, used, taken).narrow(0, used, taken).copy_(rows.narrow(0, done, taken));
        done += taken;
        count += taken;
      }
    }
  }

  /** The last piece, with room for some more rows behind those used. */
  private Tensor room(TensorScope scope, long used, long wanted) {
    if (used == 0) {
      pieces.add(scope.release(Tensors.empty(type, pieces.isEmpty() ? wanted : PIECE, dimension)));
    }
    int last = pieces.size() - 1;
    Tensor piece = pieces.get(last);
    if (piece.size(0) < used + wanted) {
      long capacity = Math.min(PIECE, Math.max(used + wanted, 2 * piece.size(0)));
      Tensor grown = Tensors.empty(type, capacity, dimension);
      grown.narrow(0, 0, used).copy_(piece.narrow(0, 0, used));
      pieces.set(last, scope.release(grown));
      piece.close();
    }
    return pieces.get(last);
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
      for (long row = first; row < first + wanted; ) {
        long inPiece = row % PIECE;
        long taken = Math.min(first + wanted - row, PIECE - inPiece);
        parts.add(pieces.get(Math.toIntExact(row / PIECE)).narrow(0, inPiece, taken));
        row += taken;
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
