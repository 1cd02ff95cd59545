package org.outeffhop.data;

import java.util.Random;

/** Texts for property tests, the same for the same seed. */
public final class RandomText {
  /**
   * Letters with and without accents, digits, marks, Greek, Cyrillic, CJK, Hangul, emoji, space.
   */
  private static final String MIXED =
      "aabbccddeeee's't're the of and ABCÉéèüßñİıΩωДд123٣½,.;:!?\"()[]{}#_-–—«»¿…€$%&@~^`|"
          + " \t\n\r\u00a0\u2003\u3000\u200b漢字かな한국\uD83D\uDE00\uD840\uDC00e\u0301a\u0308";

  private RandomText() {}

  /** Characters that occur in real text of many scripts. */
  public static String mixed(Random random, int length) {
    int[] characters = MIXED.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  /** Any code points whatever except surrogates, which no UTF-8 text holds. */
  public static String anyUnicode(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int c = random.nextInt(random.nextBoolean() ? 0x300 : Character.MAX_CODE_POINT + 1);
      if (Character.getType(c) != Character.SURROGATE) {
        text.appendCodePoint(c);
      }
    }
    return text.toString();
  }
}
