package org.outeffhop.cli;

import java.util.Optional;
import org.outeffhop.inference.InferenceOptions;
import org.outeffhop.inference.Sampling;
import picocli.CommandLine.Option;

/** How a text is continued. */
final class SamplingOptions {
  @Option(
      names = "--max-new-tokens",
      description = "Decoders only: maximum number of tokens to generate (default: 32).")
  private Integer maxNewTokens;

  @Option(
      names = "--temperature",
      description =
          "Decoders only: sampling temperature; 0 = greedy (default: 0, or 1 with --top-k).")
  private Double temperature;

  @Option(
      names = "--top-k",
      description = "Decoders only: sample from the k most likely tokens (default: all).")
  private Integer topK;

  @Option(names = "--seed", description = "Decoders only: random seed for sampling (default: 0).")
  private Long seed;

  /**
   * What was given, the rest by default; empty where nothing was.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  Optional<Sampling> sampling() {
    if (maxNewTokens == null && temperature == null && topK == null && seed == null) {
      return Optional.empty();
    }
    Sampling greedy = InferenceOptions.greedy();
    double heat = temperature == null ? topK == null ? greedy.temperature() : 1 : temperature;
    if (heat == 0 && (topK != null || seed != null)) {
      throw new IllegalArgumentException(
          (topK == null ? "--seed" : "--top-k")
              + " is given, but temperature is 0, which is greedy decoding; set --temperature to sample");
    }
    return Optional.of(
        new Sampling(
            maxNewTokens == null ? greedy.maxNewTokens() : maxNewTokens,
            heat,
            topK == null ? greedy.topK() : topK,
            seed == null ? greedy.seed() : seed));
  }
}
