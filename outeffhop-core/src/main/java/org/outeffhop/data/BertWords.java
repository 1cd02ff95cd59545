package org.outeffhop.data;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * BERT's words: text is cleaned, lower-cased and stripped of accents, then cut at white space and
 * around every punctuation mark and Chinese character.
 *
 * <p>Source: {@code BasicTokenizer} of Devlin et al. 2019 (arXiv 1810.04805), and Hugging Face's
 * {@code BertNormalizer} and {@code BertPreTokenizer}, which do the same.
 */
final class BertWords {
  private static final int REPLACEMENT_CHARACTER = 0xFFFD;

  private BertWords() {}

  /** Gives the words of a text in their order. */
  static void split(String text, Consumer<String> words) {
    String normalized = normalize(text);
    int start = 0;
    int i = 0;
    while (i < normalized.length()) {
      int c = normalized.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isSpace(c) || standsAlone(c)) {
        give(normalized, start, i, words);
        start = next;
        if (standsAlone(c)) {
          words.accept(Character.toString(c));
        }
      }
      i = next;
    }
    give(normalized, start, normalized.length(), words);
  }

  /** Whether the character is always a word of its own. */
  static boolean standsAlone(int c) {
    return isPunctuation(c) || isChinese(c);
  }

  private static void give(String text, int start, int end, Consumer<String> words) {
    if (end > start) {
      words.accept(text.substring(start, end));
    }
  }

  private static String normalize(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isDropped(c)).forEach(clean::appendCodePoint);
    String decomposed = Normalizer.normalize(clean, Normalizer.Form.NFD);
    StringBuilder stripped = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(stripped::appendCodePoint);
    return stripped.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isDropped(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> c == REPLACEMENT_CHARACTER;
    };
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isPunctuation(int c) {
    if ((c >= '!' && c <= '/')
        || (c >= ':' && c <= '@')
        || (c >= '[' && c <= '`')
        || (c >= '{' && c <= '~')) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isChinese(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
