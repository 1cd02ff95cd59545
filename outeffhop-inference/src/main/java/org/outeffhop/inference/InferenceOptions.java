package org.outeffhop.inference;

import java.util.Optional;

/**
 * What an exported model should compute.
 *
 * @param embeddings whether to compute embeddings instead
 * @param top how many tokens or classes to list
 * @param sampling how text is continued; empty: greedily, at most 32 tokens
 * @param truncation whether texts are cut; empty: as the model's settings say for embeddings, and
 *     not at all for others
 * @param promptName of a prompt in the model's settings to put in front of texts that are embedded;
 *     empty: the settings choose
 */
public record InferenceOptions(
    boolean embeddings,
    int top,
    Optional<Sampling> sampling,
    Optional<Truncation> truncation,
    Optional<String> promptName) {
  private static final Sampling GREEDY = new Sampling(32, 0, 0, 0);

  /** Checks the numbers. */
  public InferenceOptions {
    if (top < 1) {
      throw new IllegalArgumentException("top is " + top + "; it must be at least 1");
    }
  }

  /** Texts as the model's settings say. */
  public InferenceOptions(boolean embeddings, int top, Optional<Sampling> sampling) {
    this(embeddings, top, sampling, Optional.empty(), Optional.empty());
  }

  /** The default of sampling, whose parts can be replaced. */
  public static Sampling greedy() {
    return GREEDY;
  }

  Sampling chosen() {
    return sampling.orElse(GREEDY);
  }
}
