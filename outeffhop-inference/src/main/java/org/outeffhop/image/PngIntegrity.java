package org.outeffhop.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether a PNG file is whole: its chunks follow one another up to IEND, each with the CRC-32 of
 * its name and content, and the pixels are a zlib stream with the Adler-32 of what it unpacks to,
 * as many bytes as the image needs. Source: ISO/IEC 15948, sections 5 and 10.
 */
final class PngIntegrity {
  private static final byte[] SIGNATURE = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
  };

  private static final int HEADER = 13;
  private static final int CHUNK = 12;
  private static final int BUFFER = 1 << 14;

  /** Adam7: first column and row of a pass, and the steps between them. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final ByteBuffer bytes;
  private final Inflater inflater = new Inflater();
  private final byte[] buffer = new byte[BUFFER];
  private long needed = -1;
  private long unpacked;

  private PngIntegrity(byte[] content) {
    bytes = ByteBuffer.wrap(content);
  }

  static boolean isPng(byte[] content) {
    return content.length > 4 && content[0] == SIGNATURE[0] && content[1] == 'P';
  }

  /**
   * Checks a file's content.
   *
   * @throws IllegalArgumentException naming the chunk, and both checksums or sizes
   */
  static void require(byte[] content) {
    PngIntegrity png = new PngIntegrity(content);
    try {
      png.require();
    } finally {
      png.inflater.end();
    }
  }

  private void require() {
    byte[] begin = Arrays.copyOf(bytes.array(), SIGNATURE.length);
    if (!Arrays.equals(begin, SIGNATURE)) {
      throw new IllegalArgumentException("its first 8 bytes are not PNG's signature");
    }
    bytes.position(SIGNATURE.length);
    String name = "";
    while (!name.equals("IEND")) {
      if (bytes.remaining() < CHUNK) {
        throw new IllegalArgumentException(
            "its %d bytes end before PNG's last chunk".formatted(bytes.limit()));
      }
      name = chunk();
    }
    if (needed < 0 || unpacked < needed) {
      throw new IllegalArgumentException(
          "its pixels need %d bytes, but its chunks IDAT have %d".formatted(needed, unpacked));
    }
  }

  private String chunk() {
    int length = bytes.getInt();
    byte[] letters = new byte[4];
    bytes.get(letters);
    String name = new String(letters, StandardCharsets.ISO_8859_1);
    if (length < 0 || length > bytes.remaining() - 4) {
      throw new IllegalArgumentException(
          "its chunk %s has %d bytes, but only %d are left"
              .formatted(name, Integer.toUnsignedLong(length), bytes.remaining() - 4));
    }
    ByteBuffer content = bytes.slice(bytes.position(), length);
    CRC32 crc = new CRC32();
    crc.update(letters);
    crc.update(content.duplicate());
    bytes.position(bytes.position() + length);
    int recorded = bytes.getInt();
    if ((int) crc.getValue() != recorded) {
      throw new IllegalArgumentException(
          "the checksum of its chunk %s is %08x, but it records %08x"
              .formatted(name, crc.getValue(), recorded));
    }
    if (name.equals("IHDR")) {
      needed = size(content);
    } else if (name.equals("IDAT")) {
      inflate(content);
    }
    return name;
  }

  private void inflate(ByteBuffer content) {
    inflater.setInput(content);
    try {
      int count = 1;
      while (count > 0 && !inflater.finished() && unpacked <= needed) {
        count = inflater.inflate(buffer);
        unpacked += count;
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(
          "its pixels are no whole zlib stream: " + e.getMessage(), e);
    }
  }

  /** The bytes of all rows, each with the number of its filter before it. */
  private static long size(ByteBuffer header) {
    if (header.limit() != HEADER) {
      throw new IllegalArgumentException(
          "its chunk IHDR has %d bytes; it must have %d".formatted(header.limit(), HEADER));
    }
    long width = Integer.toUnsignedLong(header.getInt(0));
    long height = Integer.toUnsignedLong(header.getInt(4));
    int colour = header.get(9) & 0xFF;
    int samples = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
    int bits = samples * header.get(8);
    if (header.get(12) == 0) {
      return rows(width, height, bits);
    }
    long size = 0;
    for (int[] pass : PASSES) {
      size += rows(parts(width - pass[0], pass[2]), parts(height - pass[1], pass[3]), bits);
    }
    return size;
  }

  private static long parts(long size, int step) {
    return Math.max(0, (size + step - 1) / step);
  }

  private static long rows(long width, long height, int bits) {
    return width == 0 ? 0 : height * (1 + (width * bits + 7) / 8);
  }
}
