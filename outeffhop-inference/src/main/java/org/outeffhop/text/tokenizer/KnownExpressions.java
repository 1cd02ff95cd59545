package org.outeffhop.text.tokenizer;

import java.util.Set;

/**
 * Regular expressions in the tokenizers of published models, which need time proportional to the
 * text: what one of their parts matches, no other part of the same alternative gives back more than
 * once.
 */
final class KnownExpressions {
  private static final String LETTERS = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String MARKS_AND_SPACE =
      " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Set<String> LINEAR =
      Set.of(
          // GPT-2
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          // GPT-4, Llama 3
          ENDINGS + "|" + LETTERS + "|\\p{N}{1,3}|" + MARKS_AND_SPACE,
          // Qwen 2
          ENDINGS + "|" + LETTERS + "|\\p{N}|" + MARKS_AND_SPACE,
          // SentencePiece's spaces
          " {2,}",
          "\\s+",
          "\\s",
          "\\d",
          "\\d+",
          "[0-9]",
          "\\p{N}",
          "\\p{N}{1,3}",
          "[\\r\\n]");

  private KnownExpressions() {}

  static boolean contains(String expression) {
    return LINEAR.contains(expression);
  }
}
