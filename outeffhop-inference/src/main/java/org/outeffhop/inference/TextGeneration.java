package org.outeffhop.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.inference.result.InferenceResult.Generated;
import org.outeffhop.progress.Progress;
import org.outeffhop.random.SplitMix64;

/** Continues a text token by token with a decoder. */
record TextGeneration(TextModel model, Sampling sampling, Progress progress) {
  /** End-of-text tokens of common tokenizers. */
  private static final List<String> ENDS =
      List.of("</s>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|im_end|>");

  private static final String WHOLE = "longest sequence";
  private static final double NANO = 1e-9;

  /**
   * Continues a text until it ends, reaches the maximum number of new tokens, or fills the longest
   * sequence.
   *
   * @throws IllegalArgumentException if the text fills the longest sequence already
   */
  Generated of(Input input) {
    String prompt = input.value();
    int[] ids = model.tokens(input);
    int given = ids.length;
    if (given == model.longest()) {
      throw new IllegalArgumentException(
          "the text has %d tokens, the maximum of %s, so there is no room for another one"
              .formatted(given, model.exported().model().file()));
    }
    int room = model.longest() - given;
    int most = given + Math.min(room, sampling.maxNewTokens());
    String end = room < sampling.maxNewTokens() ? WHOLE : "max-new-tokens";
    Set<Integer> ends = ends();
    SplitMix64 random = sampling.random();
    long started = System.nanoTime();
    int computed = 0;
    try (NextToken next = NextToken.of(model)) {
      while (ids.length < most) {
        float[] scores = next.scores(ids);
        int id = sampling.next(scores, 0, scores.length, random);
        computed++;
        if (ends.contains(id)) {
          end = "end of text";
          break;
        }
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        progress.update("generating", computed, most - given);
      }
      double seconds = (System.nanoTime() - started) * NANO;
      return new Generated(
          prompt,
          continuation(ids, given),
          given,
          computed,
          end,
          seconds,
          computed / seconds,
          next.cached());
    }
  }

  private Set<Integer> ends() {
    return ENDS.stream()
        .map(model.tokenizer().specials().ids()::get)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** A token's text can depend on those before it. */
  private String continuation(int[] ids, int given) {
    String before = model.tokenizer().decode(Arrays.copyOf(ids, given));
    String all = model.tokenizer().decode(ids);
    return all.startsWith(before)
        ? all.substring(before.length())
        : model.tokenizer().decode(Arrays.copyOfRange(ids, given, ids.length));
  }
}
