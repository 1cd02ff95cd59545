package org.outeffhop.report;

import java.util.function.IntPredicate;

/**
 * Text as a terminal may show it: control characters of C0 and C1, DEL and the separators U+2028
 * and U+2029 become escapes such as {@code \u001b}, so that no name in a file moves the cursor,
 * changes colours or breaks a line. Within JSON such an escape means the same character.
 */
public final class VisibleText {
  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;

  private VisibleText() {}

  /** A name or a message, on one line: line feeds and tabs become escapes as well. */
  public static String line(CharSequence text) {
    return escaped(text, character -> false);
  }

  /**
   * Lines of text: line feeds and tabs stay, and the carriage return of the platform's line end.
   */
  public static String lines(CharSequence text) {
    return escaped(text, VisibleText::isLayout);
  }

  /** Whether a character is a control character, or separates lines or paragraphs. */
  static boolean isControl(int character) {
    return Character.isISOControl(character)
        || character == LINE_SEPARATOR
        || character == PARAGRAPH_SEPARATOR;
  }

  private static boolean isLayout(int character) {
    return character == '\t' || character == '\n' || System.lineSeparator().indexOf(character) >= 0;
  }

  private static String escaped(CharSequence text, IntPredicate kept) {
    IntPredicate hidden = character -> isControl(character) && !kept.test(character);
    if (text.chars().noneMatch(hidden)) {
      return text.toString();
    }
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(
            character -> {
              if (hidden.test(character)) {
                visible.append("\\u%04x".formatted(character));
              } else {
                visible.append((char) character);
              }
            });
    return visible.toString();
  }
}
