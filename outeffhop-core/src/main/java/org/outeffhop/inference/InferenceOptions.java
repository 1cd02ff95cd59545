package org.outeffhop.inference;

import java.util.Optional;

/**
 * What an exported model should compute.
 *
 * @param embeddings whether to compute the mean of the hidden states instead
 * @param top how many tokens or classes to list
 * @param sampling how text is continued; empty: greedily, at most 32 tokens
 */
public record InferenceOptions(boolean embeddings, int top, Optional<Sampling> sampling) {
  private static final Sampling GREEDY = new Sampling(32, 0, 0, 0);

  /** Checks the numbers. */
  public InferenceOptions {
    if (top < 1) {
      throw new IllegalArgumentException("top is " + top + "; it must be at least 1");
    }
  }

  /** The default of sampling, whose parts can be replaced. */
  public static Sampling greedy() {
    return GREEDY;
  }

  Sampling chosen() {
    return sampling.orElse(GREEDY);
  }
}
