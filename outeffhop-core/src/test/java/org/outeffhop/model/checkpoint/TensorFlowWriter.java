package org.outeffhop.model.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.model.Model;
import org.outeffhop.tensor.Tensors;

/** Writes tensors as TensorFlow's BundleWriter does: a second implementation, for tests. */
public final class TensorFlowWriter {
  private final boolean compressed;
  private final int shards;
  private final int keysInBlock;

  /**
   * Settings of the files.
   *
   * @param compressed whether blocks are compressed with Snappy
   * @param shards data files, which take the tensors in turns
   * @param keysInBlock entries of a block
   */
  public TensorFlowWriter(boolean compressed, int shards, int keysInBlock) {
    this.compressed = compressed;
    this.shards = shards;
    this.keysInBlock = keysInBlock;
  }

  /** Writes {@code PREFIX.index} and the data files. */
  public void write(Path prefix, Map<String, Tensor> tensors) throws IOException {
    Map<String, byte[]> entries = writeData(prefix, tensors);
    Files.write(prefix.resolveSibling(prefix.getFileName() + ".index"), index(entries));
  }

  /** Writes the data files; returns the entries of the index. */
  public Map<String, byte[]> writeData(Path prefix, Map<String, Tensor> tensors)
      throws IOException {
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
    return entries;
  }

  /** A BERT's parameters under Google's names, with kernels as [in, out]. */
  public static Map<String, Tensor> variables(Model model, String prefix) {
    Map<String, Tensor> variables = new LinkedHashMap<>();
    model
        .parameters()
        .asMap()
        .forEach(
            (name, tensor) -> {
              boolean kernel = name.endsWith("dense.weight") || name.matches(".*self.*weight");
              variables.put(
                  prefix + google(name, kernel), kernel ? tensor.t().contiguous() : tensor);
            });
    return variables;
  }

  private static String google(String name, boolean kernel) {
    if (name.equals("cls.predictions.bias")) {
      return "cls/predictions/output_bias";
    }
    return name.replace("encoder.layer.", "encoder.layer_")
        .replace("LayerNorm.weight", "LayerNorm.gamma")
        .replace("LayerNorm.bias", "LayerNorm.beta")
        .replace("_embeddings.weight", "_embeddings")
        .replace(".weight", kernel ? ".kernel" : ".weight")
        .replace('.', '/');
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
    out.write(SortedTableWriter.littleEndian(SortedTableWriter.checksum(bytes)));
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
      SortedTableWriter.varint(out, value);
    }
  }

  private static void message(ByteArrayOutputStream out, int number, byte[] content)
      throws IOException {
    out.write(number << 3 | 2);
    SortedTableWriter.varint(out, content.length);
    out.write(content);
  }

  private byte[] index(Map<String, byte[]> entries) throws IOException {
    SortedTableWriter table = new SortedTableWriter();
    Map<String, byte[]> blocks = new TreeMap<>();
    Map<String, byte[]> block = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      block.put(entry.getKey(), entry.getValue());
      if (block.size() == keysInBlock) {
        blocks.put(entry.getKey(), place(table, block));
        block.clear();
      }
    }
    blocks.put("~", place(table, block));
    return table.end(place(table, blocks));
  }

  private byte[] place(SortedTableWriter table, Map<String, byte[]> entries) throws IOException {
    byte[] content = SortedTableWriter.block(entries);
    return compressed
        ? table.place(packed(content), SortedTableWriter.SNAPPY)
        : table.place(content, SortedTableWriter.PLAIN);
  }

  /** Compressed with Snappy. */
  public static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (SnappyCompressorOutputStream out =
        new SnappyCompressorOutputStream(packed, content.length)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
