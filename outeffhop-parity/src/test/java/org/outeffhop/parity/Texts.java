package org.outeffhop.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.outeffhop.data.TextCorpus;

/** Texts on which tokenizers must agree: English of a dictionary and characters of many scripts. */
final class Texts {
  private static final String MIXED =
      "aabbccddeeee's't're the of and ABCÉéèüßñİıΩωДд123٣½,.;:!?\"()[]{}#_-–—«»¿…€$%&@~^`|"
          + " \t\n\r\u00a0\u2003\u3000\u200b漢字かな한국\uD83D\uDE00\uD840\uDC00e\u0301a\u0308";

  private Texts() {}

  static List<String> all() {
    List<String> texts = new ArrayList<>();
    try (Stream<String> glosses = TextCorpus.glosses().documents()) {
      glosses.limit(3000).forEach(texts::add);
    }
    Random random = new Random(5);
    int[] characters = MIXED.codePoints().toArray();
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(80); length > 0; length--) {
        text.appendCodePoint(characters[random.nextInt(characters.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
