package org.outeffhop.experiment.diagnosis;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.text.TextTokenizer;

/**
 * What the labels of tokens stand for: the ids of a tokenizer's pieces, or positions. Closing it
 * closes the tokenizer.
 */
public interface TokenNames extends AutoCloseable {
  /** Whether a label is that of a token that only parts others. */
  boolean isDelimiter(long label);

  /** What stands there, for reports. */
  String name(long label);

  @Override
  default void close() {}

  /**
   * Positions, of which the first holds a token that stands for the whole.
   *
   * @param first what that is called
   */
  static TokenNames positions(String first) {
    return new TokenNames() {
      @Override
      public boolean isDelimiter(long label) {
        return label == 0;
      }

      @Override
      public String name(long label) {
        return label == 0 ? first : "position " + label;
      }
    };
  }

  /**
   * Numbers that are all of one kind.
   *
   * @param kind what they count, such as {@code position}
   */
  static TokenNames numbers(String kind) {
    return new TokenNames() {
      @Override
      public boolean isDelimiter(long label) {
        return false;
      }

      @Override
      public String name(long label) {
        return kind + " " + label;
      }
    };
  }

  /**
   * Pieces of text. Delimiters are punctuation, line ends and special tokens, but not those for a
   * masked or an unknown piece.
   */
  static TokenNames of(TextTokenizer tokenizer) {
    return new Pieces(tokenizer, tokenizer.specials());
  }

  /** Pieces of text. */
  final class Pieces implements TokenNames {
    private static final Pattern DELIMITER = Pattern.compile("\\s*\\p{P}+\\s*|\\s*\\R\\s*");

    private final TextTokenizer tokenizer;
    private final SpecialTokens specials;
    private final Map<Long, Boolean> delimiters = new HashMap<>();

    private Pieces(TextTokenizer tokenizer, SpecialTokens specials) {
      this.tokenizer = tokenizer;
      this.specials = specials;
    }

    @Override
    public boolean isDelimiter(long label) {
      return delimiters.computeIfAbsent(label, this::delimits);
    }

    private boolean delimits(long label) {
      int id = Math.toIntExact(label);
      if (specials.contains(id)) {
        return !is(specials.maskId(), id) && !is(specials.unkId(), id);
      }
      return DELIMITER.matcher(name(label)).matches();
    }

    private static boolean is(OptionalInt special, int id) {
      return special.isPresent() && special.getAsInt() == id;
    }

    @Override
    public String name(long label) {
      return tokenizer.decode(new int[] {Math.toIntExact(label)});
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
