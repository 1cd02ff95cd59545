package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where the entries of a zip file lie, which {@code torch.save} stores as they are, so that they
 * can be read in place. Local headers, the central directory and its 64-bit extension are as in
 * PKWARE's APPNOTE 6.3.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final int END_64_LOCATOR_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int MAX_DIRECTORY_BYTES = 1 << 25;
  private static final long IN_EXTENSION = 0xffffffffL;

  private final FileChannel channel;
  private final long directory;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An entry as the directory has it. */
  private record Entry(int flags, int method, long crc, long packed, long size, long header) {}

  private ZipDirectory(FileChannel channel, long directory) {
    this.channel = channel;
    this.directory = directory;
  }

  /**
   * Reads the directory.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  static ZipDirectory read(FileChannel channel) throws IOException {
    long size = channel.size();
    int tail = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
    ByteBuffer last = Extent.read(channel, size - tail, tail);
    int end = tail - END_BYTES;
    while (end >= 0
        && !(last.getInt(end) == END && end + END_BYTES + u16(last, end + 20) == tail)) {
      end--;
    }
    if (end < 0) {
      throw new IllegalArgumentException(
          "it is a zip file whose end, with its directory, is missing");
    }
    long bytes = u32(last, end + 12);
    long begin = u32(last, end + 16);
    long count = u16(last, end + 10);
    if (bytes == IN_EXTENSION || begin == IN_EXTENSION || count == 0xffff) {
      ByteBuffer wide = end64(channel, size - tail + end);
      count = wide.getLong(32);
      bytes = wide.getLong(40);
      begin = wide.getLong(48);
    }
    if (begin < 0 || bytes < 0 || bytes > MAX_DIRECTORY_BYTES || begin > size - bytes) {
      throw new IllegalArgumentException(
          "its zip directory has %d bytes from byte %d on, but the file has %d; the limit is %d"
              .formatted(bytes, begin, size, MAX_DIRECTORY_BYTES));
    }
    ZipDirectory zip = new ZipDirectory(channel, begin);
    zip.parse(Extent.read(channel, begin, (int) bytes), count);
    return zip;
  }

  private static ByteBuffer end64(FileChannel channel, long end) throws IOException {
    long locator = end - END_64_LOCATOR_BYTES;
    if (locator >= 0) {
      ByteBuffer place = Extent.read(channel, locator, END_64_LOCATOR_BYTES);
      long at = place.getLong(8);
      if (place.getInt(0) == END_64_LOCATOR && at >= 0 && at <= locator - END_64_BYTES) {
        ByteBuffer wide = Extent.read(channel, at, END_64_BYTES);
        if (wide.getInt(0) == END_64) {
          return wide;
        }
      }
    }
    throw new IllegalArgumentException(
        "its zip directory is not where the end of the file says it is");
  }

  private void parse(ByteBuffer bytes, long count) {
    int at = 0;
    for (long i = 0; i < count; i++) {
      if (bytes.limit() - at < ENTRY_BYTES || bytes.getInt(at) != ENTRY) {
        throw new IllegalArgumentException(
            "its zip directory has %d entries, but number %d is damaged".formatted(count, i + 1));
      }
      int name = u16(bytes, at + 28);
      int extra = u16(bytes, at + 30);
      int next = at + ENTRY_BYTES + name + extra + u16(bytes, at + 32);
      if (next > bytes.limit()) {
        throw new IllegalArgumentException("its zip directory ends within entry " + (i + 1));
      }
      String text = new String(bytes.array(), at + ENTRY_BYTES, name, StandardCharsets.UTF_8);
      int extension = at + ENTRY_BYTES + name;
      Entry entry = entry(bytes, at, bytes.slice(extension, extra).order(bytes.order()));
      if (entries.put(text, entry) != null) {
        throw new IllegalArgumentException("its zip directory has the entry '" + text + "' twice");
      }
      at = next;
    }
  }

  private static Entry entry(ByteBuffer bytes, int at, ByteBuffer extra) {
    long[] sizes = {u32(bytes, at + 24), u32(bytes, at + 20), u32(bytes, at + 42)};
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      ByteBuffer field = extra.slice(extra.position(), length).order(extra.order());
      for (int i = 0; id == 1 && i < sizes.length; i++) {
        if (sizes[i] == IN_EXTENSION && field.remaining() >= Long.BYTES) {
          sizes[i] = field.getLong();
        }
      }
      extra.position(extra.position() + length);
    }
    return new Entry(
        u16(bytes, at + 8), u16(bytes, at + 10), u32(bytes, at + 16), sizes[1], sizes[0], sizes[2]);
  }

  Set<String> names() {
    return entries.keySet();
  }

  /**
   * Where an entry's bytes lie.
   *
   * @throws IllegalArgumentException if there is no such entry, or it is compressed, or its place
   *     is not within the file
   */
  Extent extent(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("its zip directory has no entry '" + name + "'");
    }
    if (entry.method() != 0 || (entry.flags() & 1) != 0 || entry.packed() != entry.size()) {
      throw new IllegalArgumentException(
          "its entry '"
              + name
              + "' is compressed or encrypted; PyTorch stores entries uncompressed");
    }
    if (entry.header() >= 0 && entry.header() <= directory - LOCAL_BYTES) {
      ByteBuffer local = Extent.read(channel, entry.header(), LOCAL_BYTES);
      long begin = entry.header() + LOCAL_BYTES + u16(local, 26) + u16(local, 28);
      if (local.getInt(0) == LOCAL && entry.size() >= 0 && entry.size() <= directory - begin) {
        return new Extent(begin, entry.size(), entry.crc());
      }
    }
    throw new IllegalArgumentException(
        "its entry '%s' has %d bytes and a header at byte %d, but before the directory there are %d"
            .formatted(name, entry.size(), entry.header(), directory));
  }

  private static int u16(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long u32(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
