package org.outeffhop.model.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Writes a LevelDB table, block by block: a second implementation, for tests. */
public final class SortedTableWriter {
  /** Marks a block as it is. */
  public static final int PLAIN = 0;

  /** Marks a block that is compressed with Snappy. */
  public static final int SNAPPY = 1;

  private static final byte[] MAGIC = {
    0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb
  };

  private final ByteArrayOutputStream table = new ByteArrayOutputStream();

  /** Writes a block with its checksum; returns where it is. */
  public byte[] place(byte[] content, int type) {
    ByteArrayOutputStream place = new ByteArrayOutputStream();
    varint(place, table.size());
    varint(place, content.length);
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    typed.writeBytes(content);
    typed.write(type);
    table.writeBytes(typed.toByteArray());
    table.writeBytes(littleEndian(checksum(typed.toByteArray())));
    return place.toByteArray();
  }

  /** The table once the block that lists all others is written, at the given place. */
  public byte[] end(byte[] list) {
    byte[] meta = place(block(new TreeMap<>()), PLAIN);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    footer.writeBytes(meta);
    footer.writeBytes(list);
    footer.writeBytes(new byte[40 - footer.size()]);
    footer.writeBytes(MAGIC);
    table.writeBytes(footer.toByteArray());
    return table.toByteArray();
  }

  /** The content of a block. */
  public static byte[] block(Map<String, byte[]> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] last = {};
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      int shared = 0;
      while (shared < Math.min(last.length, key.length) && last[shared] == key[shared]) {
        shared++;
      }
      varint(out, shared);
      varint(out, key.length - shared);
      varint(out, entry.getValue().length);
      out.write(key, shared, key.length - shared);
      out.writeBytes(entry.getValue());
      last = key;
    }
    out.writeBytes(littleEndian(0));
    out.writeBytes(littleEndian(1));
    return out.toByteArray();
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    int crc = (int) sum.getValue();
    return (crc >>> 15 | crc << 17) + (int) 2726488792L;
  }
}
