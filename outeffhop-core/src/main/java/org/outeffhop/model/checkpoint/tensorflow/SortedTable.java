package org.outeffhop.model.checkpoint.tensorflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/**
 * A LevelDB table: keys in rising order with their values, in blocks with checksums, which may be
 * compressed with Snappy. The last 48 bytes say where the block is that lists all others.
 */
final class SortedTable {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER_BYTES = 48;
  private static final int TRAILER_BYTES = 5;
  private static final int MAX_BLOCK_BYTES = 1 << 26;
  private static final byte PLAIN = 0;
  private static final byte SNAPPY = 1;

  private final Path file;
  private final ByteBuffer bytes;

  private SortedTable(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Receives the entries of a table in the order of their keys. */
  @FunctionalInterface
  interface Entries {
    void entry(byte[] key, byte[] value);
  }

  /**
   * Reads all entries.
   *
   * @param file named in errors
   * @param bytes the file's content
   * @throws IllegalArgumentException if it is no table or a part of it is damaged
   */
  static void read(Path file, byte[] bytes, Entries entries) {
    SortedTable table = new SortedTable(file, bytes);
    try {
      table.read(entries);
    } catch (BufferUnderflowException e) {
      throw Damage.of(file, "a part of it ends early");
    }
  }

  private void read(Entries entries) {
    if (bytes.capacity() < FOOTER_BYTES) {
      throw Damage.of(file, "it has " + bytes.capacity() + " bytes, and a table at least 48");
    }
    int footer = bytes.capacity() - FOOTER_BYTES;
    if (bytes.getLong(bytes.capacity() - Long.BYTES) != MAGIC) {
      throw Damage.of(file, "it does not end as a LevelDB table does");
    }
    ByteBuffer handles = bytes.slice(footer, FOOTER_BYTES - Long.BYTES);
    block(handles);
    byte[][] last = {null};
    entries(
        block(handles),
        (key, handle) ->
            entries(
                block(ByteBuffer.wrap(handle)),
                (name, value) -> {
                  if (last[0] != null && Arrays.compareUnsigned(last[0], name) >= 0) {
                    throw Damage.of(file, "its keys do not rise");
                  }
                  last[0] = name;
                  entries.entry(name, value);
                }));
  }

  /** The content of the block at the place that is read from a handle. */
  private ByteBuffer block(ByteBuffer handle) {
    long offset = number(handle);
    long size = number(handle);
    long room = (long) bytes.capacity() - FOOTER_BYTES - TRAILER_BYTES;
    if (offset < 0 || size < 0 || offset > room || size > room - offset) {
      throw Damage.of(file, "a block of " + size + " bytes at " + offset + " is outside of it");
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice((int) offset, (int) size + 1));
    int end = (int) (offset + size);
    if (Damage.masked(sum) != bytes.getInt(end + 1)) {
      throw Damage.of(file, "the checksum of the block at " + offset + " is wrong");
    }
    ByteBuffer content = bytes.slice((int) offset, (int) size);
    return switch (bytes.get(end)) {
      case PLAIN -> content.order(ByteOrder.LITTLE_ENDIAN);
      case SNAPPY -> unpacked(content).order(ByteOrder.LITTLE_ENDIAN);
      default -> throw Damage.of(file, "the block at " + offset + " is compressed in another way");
    };
  }

  private ByteBuffer unpacked(ByteBuffer content) {
    byte[] packed = new byte[content.remaining()];
    content.get(packed);
    long size = number(ByteBuffer.wrap(packed));
    if (size < 0 || size > MAX_BLOCK_BYTES) {
      throw Damage.of(
          file,
          String.format(
              Locale.ROOT, "a block is to have %d bytes; the limit is %d", size, MAX_BLOCK_BYTES));
    }
    try (InputStream in = new SnappyCompressorInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes((int) size);
      if (plain.length < size) {
        throw Damage.of(file, "a compressed block ends early");
      }
      return ByteBuffer.wrap(plain);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Damage.of(file, "a compressed block cannot be unpacked");
    }
  }

  /** Each key continues the beginning of the one before it. */
  private void entries(ByteBuffer block, Entries entries) {
    if (block.capacity() < Integer.BYTES) {
      throw Damage.of(file, "a block is empty");
    }
    int restarts = block.getInt(block.capacity() - Integer.BYTES);
    long end = block.capacity() - Integer.BYTES * (restarts + 1L);
    if (restarts < 0 || end < 0) {
      throw Damage.of(file, "a block is to have " + restarts + " restarts");
    }
    block.limit((int) end);
    byte[] key = {};
    while (block.hasRemaining()) {
      int shared = length(block, key.length);
      int added = length(block, block.remaining());
      int valueBytes = length(block, block.remaining() - added);
      byte[] next = Arrays.copyOf(key, shared + added);
      block.get(next, shared, added);
      byte[] value = new byte[valueBytes];
      block.get(value);
      entries.entry(next, value);
      key = next;
    }
  }

  private int length(ByteBuffer block, int most) {
    long length = number(block);
    if (length < 0 || length > most) {
      throw Damage.of(file, "an entry is to have " + length + " bytes where there are " + most);
    }
    return (int) length;
  }

  /** A number with seven bits in a byte, the lowest first. */
  private long number(ByteBuffer from) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte part = from.get();
      number |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return number;
      }
    }
    throw Damage.of(file, "a number has more than ten bytes");
  }
}
