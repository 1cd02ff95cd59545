package org.outeffhop.model.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/** Writes tensors as TensorFlow's BundleWriter does: a second implementation, for tests. */
final class TensorFlowWriter {
  private static final byte[] MAGIC = {
    0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb
  };

  private final boolean compressed;
  private final int shards;
  private final int keysInBlock;
  private final ByteArrayOutputStream table = new ByteArrayOutputStream();

  /**
   * Settings of the files.
   *
   * @param compressed whether blocks are compressed with Snappy
   * @param shards data files, which take the tensors in turns
   * @param keysInBlock entries of a block
   */
  TensorFlowWriter(boolean compressed, int shards, int keysInBlock) {
    this.compressed = compressed;
    this.shards = shards;
    this.keysInBlock = keysInBlock;
  }

  /** Writes {@code PREFIX.index} and the data files. */
  void write(Path prefix, Map<String, Tensor> tensors) throws IOException {
    List<ByteArrayOutputStream> data = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      data.add(new ByteArrayOutputStream());
    }
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put("", header());
    int next = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      int shard = next++ % shards;
      byte[] bytes = bytes(tensor.getValue());
      entries.put(tensor.getKey(), entry(tensor.getValue(), shard, data.get(shard).size(), bytes));
      data.get(shard).write(bytes);
    }
    for (int shard = 0; shard < shards; shard++) {
      Files.write(
          prefix.resolveSibling(
              "%s.data-%05d-of-%05d".formatted(prefix.getFileName(), shard, shards)),
          data.get(shard).toByteArray());
    }
    Files.write(prefix.resolveSibling(prefix.getFileName() + ".index"), index(entries));
  }

  private byte[] header() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    field(out, 1, shards);
    return out.toByteArray();
  }

  private static byte[] bytes(Tensor tensor) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer part : Tensors.bytes(tensor.contiguous())) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] entry(Tensor tensor, int shard, long offset, byte[] bytes)
      throws IOException {
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    for (long size : Tensors.shape(tensor)) {
      ByteArrayOutputStream axis = new ByteArrayOutputStream();
      field(axis, 1, size);
      message(shape, 2, axis.toByteArray());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    field(out, 1, type(Tensors.type(tensor)));
    message(out, 2, shape.toByteArray());
    field(out, 3, shard);
    field(out, 4, offset);
    field(out, 5, bytes.length);
    out.write(6 << 3 | 5);
    out.write(littleEndian(checksum(bytes)));
    return out.toByteArray();
  }

  private static int type(ScalarType type) {
    Map<ScalarType, Integer> numbers = new LinkedHashMap<>();
    numbers.put(ScalarType.Float, 1);
    numbers.put(ScalarType.Long, 9);
    numbers.put(ScalarType.BFloat16, 14);
    numbers.put(ScalarType.Half, 19);
    return numbers.get(type);
  }

  private static void field(ByteArrayOutputStream out, int number, long value) throws IOException {
    if (value != 0) {
      out.write(number << 3);
      varint(out, value);
    }
  }

  private static void message(ByteArrayOutputStream out, int number, byte[] content)
      throws IOException {
    out.write(number << 3 | 2);
    varint(out, content.length);
    out.write(content);
  }

  private byte[] index(Map<String, byte[]> entries) throws IOException {
    Map<String, byte[]> blocks = new TreeMap<>();
    Map<String, byte[]> block = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      block.put(entry.getKey(), entry.getValue());
      if (block.size() == keysInBlock) {
        blocks.put(entry.getKey(), place(block));
        block.clear();
      }
    }
    blocks.put("~", place(block));
    byte[] meta = place(new TreeMap<>());
    byte[] list = place(blocks);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    footer.write(meta);
    footer.write(list);
    footer.write(new byte[40 - footer.size()]);
    footer.write(MAGIC);
    table.write(footer.toByteArray());
    byte[] all = table.toByteArray();
    table.reset();
    return all;
  }

  /** Writes a block; returns where it is. */
  private byte[] place(Map<String, byte[]> entries) throws IOException {
    byte[] content = block(entries);
    if (compressed) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (SnappyCompressorOutputStream out =
          new SnappyCompressorOutputStream(packed, content.length)) {
        out.write(content);
      }
      content = packed.toByteArray();
    }
    ByteArrayOutputStream place = new ByteArrayOutputStream();
    varint(place, table.size());
    varint(place, content.length);
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    typed.write(content);
    typed.write(compressed ? 1 : 0);
    table.write(typed.toByteArray());
    table.write(littleEndian(checksum(typed.toByteArray())));
    return place.toByteArray();
  }

  private static byte[] block(Map<String, byte[]> entries) throws IOException {
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
      out.write(entry.getValue());
      last = key;
    }
    out.write(littleEndian(0));
    out.write(littleEndian(1));
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    int crc = (int) sum.getValue();
    return (crc >>> 15 | crc << 17) + (int) 2726488792L;
  }
}
