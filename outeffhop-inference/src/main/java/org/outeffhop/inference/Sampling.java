package org.outeffhop.inference;

import org.outeffhop.random.SplitMix64;

/**
 * How the next token is chosen: with temperature 0 greedily, otherwise by sampling from the {@code
 * topK} most likely tokens with p_i ~ exp(z_i / temperature).
 *
 * @param maxNewTokens the longest continuation
 * @param topK 0: all tokens
 * @param seed random seed for sampling
 */
public record Sampling(int maxNewTokens, double temperature, int topK, long seed) {
  /** Checks the numbers. */
  public Sampling {
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "max-new-tokens is " + maxNewTokens + "; it must be at least 1");
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; it must be a number of at least 0");
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k is " + topK + "; it must be at least 0");
    }
  }

  SplitMix64 random() {
    return new SplitMix64(seed, 0);
  }

  /** The next token from the scores of {@code count} tokens, from {@code first} on. */
  int next(float[] scores, int first, int count, SplitMix64 random) {
    if (temperature == 0) {
      return likeliest(scores, first, count);
    }
    Probabilities tokens = Probabilities.of(scores, first, count, temperature);
    int[] kept = tokens.best(topK == 0 ? count : Math.min(topK, count));
    double sum = 0;
    for (int id : kept) {
      sum += tokens.values()[id];
    }
    double left = random.nextDouble() * sum;
    for (int id : kept) {
      left -= tokens.values()[id];
      if (left < 0) {
        return id;
      }
    }
    return kept[0];
  }

  private static int likeliest(float[] scores, int first, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (scores[first + i] > scores[first + best]) {
        best = i;
      }
    }
    return best;
  }
}
