package org.outeffhop.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes of valid bytes as damage and malice make them; the same for the same seed. */
final class Mutation {
  /** Every byte is a letter in it, and comes back as it was. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern STRING = Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2147483647",
          "2147483648",
          "-2147483648",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "1e309",
          "-1e309",
          "1e-400",
          "0.5",
          "-0",
          "NaN",
          "Infinity",
          "1e9",
          "65536",
          "3037000500");
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"text\"",
          "\"../../etc/passwd\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[[[1]]]",
          "{\"a\":{\"b\":1}}",
          "1",
          "-1.5",
          "[null]");
  private static final long[] WIDE = {
    0, -1, 1, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, 0xFFFF, 1 << 24
  };

  /** Deeper than any reader should follow. */
  private static final int DEEP = 3000;

  private final Random random;

  Mutation(long seed) {
    random = new Random(seed);
  }

  /** One to three changes of some bytes. */
  byte[] of(byte[] valid) {
    byte[] changed = valid;
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      changed = once(changed);
    }
    return changed;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    return switch (random.nextInt(12)) {
      case 0 -> flipped(bytes);
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> spliced(bytes, random.nextInt(bytes.length + 1), 0, noise());
      case 3 -> repeated(bytes);
      case 4 -> spliced(bytes, random.nextInt(bytes.length), 1 + random.nextInt(64), new byte[0]);
      case 5, 6 -> wide(bytes);
      case 7, 8 -> replaced(bytes, NUMBER, NUMBERS);
      case 9 -> replaced(bytes, NUMBER, VALUES);
      case 10 -> replaced(bytes, STRING, VALUES);
      default -> random.nextInt(8) == 0 ? nested(bytes) : replaced(bytes, STRING, NUMBERS);
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(16)];
    if (random.nextBoolean()) {
      random.nextBytes(noise);
    }
    return noise;
  }

  private byte[] repeated(byte[] bytes) {
    int begin = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, begin + 1 + random.nextInt(64));
    return spliced(
        bytes, random.nextInt(bytes.length + 1), 0, Arrays.copyOfRange(bytes, begin, end));
  }

  private byte[] wide(byte[] bytes) {
    byte[] changed = bytes.clone();
    long value = WIDE[random.nextInt(WIDE.length)];
    int width = 1 << 1 + random.nextInt(3);
    int at = random.nextInt(bytes.length);
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < width && at + i < changed.length; i++) {
      changed[at + i] = (byte) (value >> 8 * (bigEndian ? width - 1 - i : i));
    }
    return changed;
  }

  private byte[] replaced(byte[] bytes, Pattern what, List<String> by) {
    String text = new String(bytes, BYTES);
    List<MatchResult> found = what.matcher(text).results().limit(2000).toList();
    if (found.isEmpty()) {
      return flipped(bytes);
    }
    MatchResult one = found.get(random.nextInt(found.size()));
    String other = by.get(random.nextInt(by.size()));
    return spliced(bytes, one.start(), one.end() - one.start(), other.getBytes(BYTES));
  }

  private byte[] nested(byte[] bytes) {
    String open = random.nextBoolean() ? "[" : "{\"a\":";
    String text = new String(bytes, BYTES);
    List<Integer> ends = new ArrayList<>();
    STRING.matcher(text).results().limit(2000).forEach(match -> ends.add(match.start()));
    int at = ends.isEmpty() ? random.nextInt(bytes.length) : ends.get(random.nextInt(ends.size()));
    return spliced(bytes, at, 0, open.repeat(DEEP).getBytes(BYTES));
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream(bytes.length + inserted.length);
    spliced.write(bytes, 0, at);
    spliced.writeBytes(inserted);
    int rest = Math.min(bytes.length, at + removed);
    spliced.write(bytes, rest, bytes.length - rest);
    return spliced.toByteArray();
  }
}
