package org.outeffhop.inference.result;

import java.util.List;

/**
 * What an exported model said.
 *
 * @param file the model's
 * @param model the kind of model
 * @param attention the attention method
 * @param precision fp32, int8 or int8-dynamic
 * @param pooling how texts' hidden states became embeddings; null for other answers
 * @param similarity how such embeddings are to be compared: cosine, dot, euclidean or manhattan
 * @param answers one for each input, all of one kind
 */
public record InferenceResult(
    String file,
    String model,
    String attention,
    String precision,
    String pooling,
    String similarity,
    List<? extends Answer> answers) {
  /** The same with answers. */
  public InferenceResult with(List<? extends Answer> given) {
    return new InferenceResult(file, model, attention, precision, pooling, similarity, given);
  }

  /** What it said to one input. */
  public sealed interface Answer {}

  /** A token or a class, and its probability. */
  public record Candidate(String name, double probability) {}

  /**
   * The likeliest tokens for every masked one.
   *
   * @param masks in the order of the text
   */
  public record Filled(String text, List<Mask> masks) implements Answer {}

  /**
   * One masked token.
   *
   * @param place among the tokens, counted from 0
   */
  public record Mask(int place, List<Candidate> candidates) {}

  /**
   * A text that was continued.
   *
   * @param end why it ends: end of text, max-new-tokens or longest sequence
   * @param seconds that the new tokens took, the prompt's included
   * @param tokensPerSecond new ones
   * @param cached whether keys and values of earlier tokens were kept
   */
  public record Generated(
      String prompt,
      String continuation,
      int promptTokens,
      int newTokens,
      String end,
      double seconds,
      double tokensPerSecond,
      boolean cached)
      implements Answer {}

  /** The likeliest classes of an image. */
  public record Classified(String image, List<Candidate> candidates) implements Answer {}

  /**
   * The next steps of several series, in their own units.
   *
   * @param context the time steps that were seen, the last ones of the series
   * @param steps a list for each time step, a value for each column
   */
  public record Forecast(String series, List<String> columns, int context, List<List<Double>> steps)
      implements Answer {}

  /** One vector for an input, of its hidden states. */
  public record Embedded(String input, List<Double> values) implements Answer {}
}
