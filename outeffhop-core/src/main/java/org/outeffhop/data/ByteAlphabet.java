package org.outeffhop.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's printable stand-ins for the 256 bytes.
 *
 * <p>The bytes of {@code !..~}, {@code ¡..¬} and {@code ®..ÿ} stand for themselves; the other 68
 * follow from U+0100 on in their order, so a space is {@code Ġ} (U+0120).
 */
final class ByteAlphabet {
  private static final char[] CHARACTERS = characters();

  private ByteAlphabet() {}

  /** The text's UTF-8 bytes, one character each. */
  static String spell(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] spelled = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      spelled[i] = CHARACTERS[bytes[i] & 0xFF];
    }
    return new String(spelled);
  }

  /** The 256 characters in the order of their code points. */
  static List<String> sorted() {
    List<String> symbols = new ArrayList<>();
    for (char character : CHARACTERS) {
      symbols.add(String.valueOf(character));
    }
    symbols.sort(null);
    return symbols;
  }

  private static char[] characters() {
    char[] characters = new char[256];
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= '¡' && b <= '¬') || b >= '®';
      characters[b] = printable ? (char) b : next++;
    }
    return characters;
  }
}
