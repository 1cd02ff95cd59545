package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a part of a file, read in order through a small buffer. */
final class PickleBytes {
  /** The longest string that is taken into memory. */
  static final int MAX_STRING_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 500;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final long end;
  private long read;

  PickleBytes(FileChannel channel, long begin, long end) {
    this.channel = channel;
    this.read = begin;
    this.end = end;
  }

  /** Where in the file the next byte lies. */
  long position() {
    return read - buffer.remaining();
  }

  /** The next byte, from 0 to 255. */
  int next() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - read));
      if (channel.read(buffer, read) <= 0) {
        throw new IllegalArgumentException("its pickle ends early, at byte " + read);
      }
      read += buffer.position();
      buffer.flip();
    }
    return buffer.get() & 0xff;
  }

  int shortNumber() throws IOException {
    return next() | next() << 8;
  }

  int intNumber() throws IOException {
    return shortNumber() | shortNumber() << 16;
  }

  long longNumber() throws IOException {
    return (intNumber() & 0xffffffffL) | (long) intNumber() << 32;
  }

  double bigEndianDouble() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).order(ByteOrder.BIG_ENDIAN).getDouble();
  }

  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > MAX_STRING_BYTES) {
      throw new IllegalArgumentException(
          "its pickle has a string of "
              + Long.toUnsignedString(length)
              + " bytes; the limit is "
              + MAX_STRING_BYTES);
    }
    if (length > end - position()) {
      throw new IllegalArgumentException(
          "its pickle ends early: a string of "
              + length
              + " bytes begins "
              + (end - position())
              + " bytes before the end");
    }
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) next();
    }
    return bytes;
  }

  String utf8(long length) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "its pickle has a string that is not UTF-8 before byte " + position(), e);
    }
  }

  /** ASCII up to a line feed. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = next(); next != '\n'; next = next()) {
      if (line.length() == LONGEST_LINE) {
        throw new IllegalArgumentException("its pickle has a name of more than 500 characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
