package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;

/** Patterns that are parameters: the same for every example of a batch. */
final class TrainedPatterns {
  private TrainedPatterns() {}

  static void requireQuantity(String what, int quantity) {
    if (quantity < 1) {
      throw new IllegalArgumentException(
          "there are " + quantity + " trained " + what + "; there must be at least 1");
    }
  }

  /** [1, N, size] as [B, N, size], B the batch of {@code like}. */
  static Tensor expand(Tensor patterns, Tensor like) {
    return patterns.expand(like.size(0), patterns.size(1), patterns.size(2));
  }
}
