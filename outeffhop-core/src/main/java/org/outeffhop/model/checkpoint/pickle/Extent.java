package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Bytes of a file that belong together.
 *
 * @param begin their place
 * @param bytes how many
 * @param crc their CRC-32, or 0 where it is not known
 */
record Extent(long begin, long bytes, long crc) {
  private static final int CHUNK_BYTES = 1 << 20;

  long end() {
    return begin + bytes;
  }

  /**
   * Compares the bytes with their checksum.
   *
   * @param what they are, for the message
   */
  void verify(String what, FileChannel channel) throws IOException {
    if (crc == 0) {
      return;
    }
    CRC32 actual = new CRC32();
    for (long at = begin; at < end(); at += CHUNK_BYTES) {
      actual.update(read(channel, at, (int) Math.min(CHUNK_BYTES, end() - at)));
    }
    if (actual.getValue() != crc) {
      throw new IllegalArgumentException(
          "%s is damaged: its checksum is %08x, not %08x".formatted(what, actual.getValue(), crc));
    }
  }

  /** Bytes in memory, ready to be read in little-endian order. */
  static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, at, buffer);
    return buffer.flip();
  }

  static void fill(FileChannel channel, long at, ByteBuffer buffer) throws IOException {
    long next = at;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, next);
      if (read < 0) {
        throw new IllegalArgumentException("it ends early, at byte " + channel.size());
      }
      next += read;
    }
  }
}
