package org.outeffhop.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;

/**
 * A {@code .safetensors} file of reference results: an 8-byte little-endian header length, a JSON
 * header, then raw little-endian tensors.
 *
 * <p>Files come from the folder in the system property {@code outeffhop.reference}, or from the
 * class path where that is not set.
 */
public final class ReferenceFile {
  private static final String FOLDER = System.getProperty("outeffhop.reference", "");

  private final String name;
  private final ByteBuffer data;
  private final Map<String, JsonNode> entries = new LinkedHashMap<>();

  private ReferenceFile(String name, byte[] bytes) throws IOException {
    this.name = name;
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(all.getLong());
    String json = new String(bytes, Long.BYTES, header, StandardCharsets.UTF_8);
    new ObjectMapper()
        .readTree(json)
        .properties()
        .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    entries.remove("__metadata__");
    this.data = all.position(Long.BYTES + header).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a reference file.
   *
   * @param name the file's name without {@code .safetensors}
   */
  public static ReferenceFile open(String name) {
    Engine.start();
    try {
      return new ReferenceFile(name, read(name + ".safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String file) throws IOException {
    if (!FOLDER.isEmpty()) {
      return Files.readAllBytes(Path.of(FOLDER, file));
    }
    try (InputStream in = ReferenceFile.class.getResourceAsStream("/reference/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no file reference/" + file + " on the class path");
      }
      return in.readAllBytes();
    }
  }

  /** The names of all tensors, in the file's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Whether the file has a tensor of this name. */
  public boolean has(String tensor) {
    return entries.containsKey(tensor);
  }

  /** A new tensor on the CPU: F32 and F64 as they are, I32 and I64 as int64. */
  public Tensor tensor(String tensor) {
    JsonNode entry = entry(tensor);
    long[] shape = shape(entry);
    ByteBuffer bytes = bytes(entry);
    String type = entry.get("dtype").asText();
    switch (type) {
      case "F32":
        float[] floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return Tensors.of(floats, shape);
      case "F64":
        double[] doubles = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(doubles);
        return Tensors.of(doubles, shape);
      case "I32":
        int[] ints = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(ints);
        return Tensors.ofIndices(ints, shape);
      case "I64":
        return Tensors.ofIndices(narrow(bytes), shape);
      default:
        throw new IllegalArgumentException(name + ": " + tensor + " is of type " + type);
    }
  }

  private JsonNode entry(String tensor) {
    JsonNode entry = entries.get(tensor);
    if (entry == null) {
      throw new IllegalArgumentException(name + " has no tensor " + tensor + ", only " + names());
    }
    return entry;
  }

  private static long[] shape(JsonNode entry) {
    JsonNode sizes = entry.get("shape");
    long[] shape = new long[sizes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = sizes.get(axis).asLong();
    }
    return shape;
  }

  private ByteBuffer bytes(JsonNode entry) {
    JsonNode offsets = entry.get("data_offsets");
    int begin = offsets.get(0).asInt();
    return data.slice(begin, offsets.get(1).asInt() - begin).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int[] narrow(ByteBuffer bytes) {
    int[] values = new int[bytes.remaining() / Long.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.toIntExact(bytes.getLong());
    }
    return values;
  }
}
