package org.outeffhop.inference;

import java.util.Locale;
import java.util.OptionalInt;
import org.outeffhop.text.LengthLimit;

/** Whether texts that are too long are cut, and to how many tokens. */
public sealed interface Truncation {
  /** None are cut. */
  Truncation NONE = new None();

  /** Texts are cut where the model's own settings say so. */
  Truncation MODEL = new Model();

  /**
   * The most tokens that are kept, special ones included; empty: texts are not cut.
   *
   * @param limit that the model's settings say
   * @param longest sequence that the model takes
   * @throws IllegalArgumentException if the model does not take so many
   */
  OptionalInt most(LengthLimit limit, int longest);

  /** Who says so, for people. */
  String source(LengthLimit limit);

  /** Which option would keep more, or would cut, for people. */
  String advice(LengthLimit limit, int longest);

  /**
   * What is written as {@code none}, {@code model} or a number of tokens.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Truncation parse(String word) {
    if (word.equals("none")) {
      return NONE;
    }
    if (word.equals("model")) {
      return MODEL;
    }
    if (word.matches("0*[1-9]\\d{0,8}")) {
      return new To(Integer.parseInt(word));
    }
    throw new IllegalArgumentException(
        "truncate is '%s'; it can be none, model, or a number of tokens from 1 to 999999999"
            .formatted(word));
  }

  /** No text is cut. */
  record None() implements Truncation {
    @Override
    public OptionalInt most(LengthLimit limit, int longest) {
      return OptionalInt.empty();
    }

    @Override
    public String source(LengthLimit limit) {
      return "--truncate none";
    }

    @Override
    public String advice(LengthLimit limit, int longest) {
      return limit.most().isPresent()
          ? String.format(
              Locale.ROOT,
              "--truncate model cuts it to %d (%s)",
              limit.within(longest).getAsInt(),
              limit.source())
          : String.format(Locale.ROOT, "--truncate %d cuts it", longest);
    }
  }

  /** As the model's settings say. */
  record Model() implements Truncation {
    @Override
    public OptionalInt most(LengthLimit limit, int longest) {
      return limit.within(longest);
    }

    @Override
    public String source(LengthLimit limit) {
      return limit.source() + "; --truncate changes it";
    }

    @Override
    public String advice(LengthLimit limit, int longest) {
      return String.format(
          Locale.ROOT,
          "the model's settings say no length to cut it to, --truncate %d does",
          longest);
    }
  }

  /** To a number of tokens. */
  record To(int tokens) implements Truncation {
    @Override
    public OptionalInt most(LengthLimit limit, int longest) {
      if (tokens > longest) {
        throw new IllegalArgumentException(
            "truncate is %d; the model takes at most %d tokens".formatted(tokens, longest));
      }
      return OptionalInt.of(tokens);
    }

    @Override
    public String source(LengthLimit limit) {
      return "--truncate " + tokens;
    }

    @Override
    public String advice(LengthLimit limit, int longest) {
      return String.format(Locale.ROOT, "--truncate %d cuts it", longest);
    }
  }
}
