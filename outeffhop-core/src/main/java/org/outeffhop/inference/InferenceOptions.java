package org.outeffhop.inference;

import java.util.Optional;

/**
 * What is asked of an exported model.
 *
 * @param embeddings the mean of hidden states instead of an answer
 * @param top how many tokens or classes are named
 * @param sampling how text is continued; empty: 32 tokens at most, always the likeliest
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
