package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where stored patterns lie. Whoever uses them reads them in blocks of rows, so that they need not
 * be in memory all at once.
 */
public sealed interface PatternStore permits MemoryPatterns, MappedPatterns, RelevantPatterns {
  /** M, the number of patterns. */
  long count();

  /** D, the size of a pattern. */
  long dimension();

  /** {@code Float} or {@code Double}. */
  ScalarType type();

  /**
   * Patterns {@code first} to {@code first + count - 1}: a view where that is possible. Use it
   * within the scope it was asked for in.
   *
   * @return [count, D]
   */
  Tensor rows(long first, long count);

  /** All patterns as one tensor, [M, D], for computations that need them so. */
  default Tensor all() {
    return rows(0, count());
  }
}
