package org.outeffhop.text.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * SentencePiece's {@code precompiled_charsmap}: which characters are replaced by what.
 *
 * <p>It is the size of a trie in bytes, the trie, and the replacements, each ended by a zero byte.
 * The trie is a double array (Yata et al., darts-clone) of 32-bit little-endian units: bits 0 to 7
 * and 31 are the label, bit 8 says that a key ends here, bit 9 that the offset is 256 times that of
 * bits 10 to 30. The child of position {@code p} under byte {@code c} is at {@code p ^ c}, and its
 * own children are at that position, exclusive-or its offset; the value of a key is where its
 * replacement begins.
 */
final class CharsMap {
  private static final int MOST_BYTES = 1 << 22;
  private static final int LABEL = 1 << 31 | 0xFF;

  private final Part part;
  private final int[] units;
  private final byte[] replacements;
  private int growth = 1;

  private CharsMap(Part part, int[] units, byte[] replacements) {
    this.part = part;
    this.units = units;
    this.replacements = replacements;
  }

  /**
   * Follows every key, as the library would.
   *
   * @return how many times longer a text can become
   * @throws IllegalArgumentException if a key leads out of the trie or the replacements
   */
  static int growth(Part part) {
    byte[] bytes = decoded(part);
    if (bytes.length < 2 * Integer.BYTES) {
      throw part.wrong(
          String.format(
              Locale.ROOT, "it must hold a trie and replacements, but has %d bytes", bytes.length));
    }
    ByteBuffer map = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = map.getInt();
    if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > map.remaining()) {
      throw part.wrong(
          String.format(
              Locale.ROOT,
              "its trie has %d bytes according to its first four; there are %d",
              Integer.toUnsignedLong(size),
              map.remaining()));
    }
    int[] units = new int[size / Integer.BYTES];
    map.asIntBuffer().get(units);
    CharsMap read =
        new CharsMap(part, units, Arrays.copyOfRange(bytes, Integer.BYTES + size, bytes.length));
    read.requireUtf8();
    read.follow();
    return read.growth;
  }

  private static byte[] decoded(Part part) {
    String text = part.text();
    if (text.length() > MOST_BYTES) {
      throw part.wrong(
          String.format(
              Locale.ROOT,
              "it has %d characters, and can have at most %d",
              text.length(),
              MOST_BYTES));
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw part.wrong("it is not Base64: " + e.getMessage());
    }
  }

  private void requireUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
    } catch (CharacterCodingException e) {
      throw part.wrong("its replacements are not UTF-8");
    }
  }

  /** Goes through the trie level by level, so that the first key to a place is the shortest. */
  private void follow() {
    BitSet seen = new BitSet(units.length);
    List<Integer> level = new ArrayList<>();
    visit(offset(units[0]), seen, level);
    for (int depth = 1; !level.isEmpty(); depth++) {
      List<Integer> below = new ArrayList<>();
      for (int position : level) {
        followFrom(position, depth, seen, below);
      }
      level = below;
    }
  }

  private void followFrom(int position, int depth, BitSet seen, List<Integer> below) {
    for (int label = 1; label < 256; label++) {
      int unit = unit(position ^ label);
      if ((unit & LABEL) == label) {
        int child = position ^ label ^ offset(unit);
        if ((unit >> 8 & 1) == 1) {
          int bytes = replacementBytes(unit(child) & Integer.MAX_VALUE);
          growth = Math.max(growth, (bytes + depth - 1) / depth);
        }
        visit(child, seen, below);
      }
    }
  }

  private void visit(int position, BitSet seen, List<Integer> level) {
    unit(position | 1);
    if (!seen.get(position)) {
      seen.set(position);
      level.add(position);
    }
  }

  private int unit(int position) {
    if (position < 0 || position >= units.length) {
      throw part.wrong(
          String.format(
              Locale.ROOT,
              "a key leads to unit %d of its trie, which has %d",
              position,
              units.length));
    }
    return units[position];
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >> 6);
  }

  private int replacementBytes(int begin) {
    if (begin > replacements.length || begin < replacements.length && isInside(begin)) {
      throw part.wrong(
          String.format(
              Locale.ROOT,
              "a replacement begins at byte %d of %d, which is not the beginning of a character",
              begin,
              replacements.length));
    }
    int end = begin;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    return end - begin;
  }

  private boolean isInside(int position) {
    return (replacements[position] & 0xC0) == 0x80;
  }
}
