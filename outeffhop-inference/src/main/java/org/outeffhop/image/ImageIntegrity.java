package org.outeffhop.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether the bytes of an image are all there, by what its format has for that. Java's readers fill
 * what is missing with black or grey and look at no checksum.
 *
 * <ul>
 *   <li>PNG: {@link PngIntegrity}.
 *   <li>JPEG: its segments, from SOI to EOI (ITU-T T.81, annex B).
 *   <li>GIF: its blocks, to the trailer (GIF89a).
 *   <li>BMP: the rows that its header announces, where they are not compressed.
 * </ul>
 */
final class ImageIntegrity {
  private static final int JPEG_START = 0xFFD8;
  private static final int JPEG_END = 0xD9;
  private static final int JPEG_SCAN = 0xDA;

  private static final int GIF_IMAGE = 0x2C;
  private static final int GIF_EXTENSION = 0x21;
  private static final int GIF_TRAILER = 0x3B;

  private static final int BMP_HEADER = 54;

  private final ByteBuffer bytes;

  private ImageIntegrity(byte[] content) {
    bytes = ByteBuffer.wrap(content);
  }

  /**
   * Checks a file's content; of other formats nothing is known.
   *
   * @throws IllegalArgumentException saying what is missing or does not agree
   */
  static void require(byte[] content) {
    ImageIntegrity image = new ImageIntegrity(content);
    if (PngIntegrity.isPng(content)) {
      PngIntegrity.require(content);
    } else if (image.begins(JPEG_START)) {
      image.requireJpeg();
    } else if (image.begins('G' << 8 | 'I')) {
      image.requireGif();
    } else if (image.begins('B' << 8 | 'M')) {
      image.requireBmp();
    }
  }

  private boolean begins(int two) {
    return bytes.limit() >= 2 && (bytes.getShort(0) & 0xFFFF) == two;
  }

  private int next(String wanted) {
    if (!bytes.hasRemaining()) {
      throw new IllegalArgumentException(
          "its %d bytes end before %s".formatted(bytes.limit(), wanted));
    }
    return bytes.get() & 0xFF;
  }

  private void skip(int count, String wanted) {
    if (count > bytes.remaining()) {
      throw new IllegalArgumentException(
          "its %d bytes end before %s".formatted(bytes.limit(), wanted));
    }
    bytes.position(bytes.position() + count);
  }

  private void requireJpeg() {
    String end = "JPEG's end marker";
    bytes.position(2);
    int marker = nextMarker(end);
    while (marker != JPEG_END) {
      boolean alone = marker == 0x01 || marker >= 0xD0 && marker <= 0xD8;
      if (!alone) {
        int length = next(end) << 8 | next(end);
        if (length < 2) {
          throw new IllegalArgumentException(
              "its segment FF%02X has the length %d; the least is 2".formatted(marker, length));
        }
        skip(length - 2, end);
      }
      marker = marker == JPEG_SCAN ? afterScan(end) : nextMarker(end);
    }
  }

  /** The next marker; bytes before it that belong to nothing are skipped, as libjpeg does. */
  private int nextMarker(String end) {
    int marker = next(end);
    while (marker != 0xFF) {
      marker = next(end);
    }
    while (marker == 0xFF) {
      marker = next(end);
    }
    return marker;
  }

  /** The first marker behind entropy-coded data, of which stuffed and restart bytes are part. */
  private int afterScan(String end) {
    while (true) {
      int previous = next(end);
      while (previous == 0xFF) {
        int marker = next(end);
        if (marker != 0xFF && marker != 0 && !(marker >= 0xD0 && marker <= 0xD7)) {
          return marker;
        }
        previous = marker;
      }
    }
  }

  private void requireGif() {
    String end = "GIF's trailer";
    skip(10, end);
    int flags = next(end);
    skip(2 + colours(flags), end);
    for (int block = next(end); block != GIF_TRAILER; block = next(end)) {
      if (block == GIF_IMAGE) {
        skip(8, end);
        skip(colours(next(end)) + 1, end);
      } else if (block == GIF_EXTENSION) {
        skip(1, end);
      } else {
        throw new IllegalArgumentException(
            "byte %d is %02X, where a GIF block should begin"
                .formatted(bytes.position() - 1, block));
      }
      for (int size = next(end); size > 0; size = next(end)) {
        skip(size, end);
      }
    }
  }

  /** The bytes of a colour table. */
  private static int colours(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private void requireBmp() {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < BMP_HEADER || bytes.getInt(14) < 40 || bytes.getInt(30) != 0) {
      return;
    }
    long first = Integer.toUnsignedLong(bytes.getInt(10));
    long width = bytes.getInt(18);
    long height = Math.abs((long) bytes.getInt(22));
    long bits = bytes.getShort(28);
    double needed = first + Math.ceil(width * (double) bits / 32) * 4 * height;
    if (needed > bytes.limit()) {
      throw new IllegalArgumentException(
          "%d x %d pixels of %d bits need %.0f bytes, but it has %d"
              .formatted(width, height, bits, needed, bytes.limit()));
    }
  }
}
