package org.outeffhop.tensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.JsonFile;

/**
 * The JSON header of a safetensors file: where each tensor is stored, its type and its shape, and
 * the strings stored beside them.
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final int MOST_AXES = 64;

  /** Of one tensor: 256 TiB, more than any file has. */
  private static final long MOST_BYTES = 1L << 48;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** One tensor: bytes {@code begin} to {@code end} of the data after the header. */
  record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {
    long[] shapeArray() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** The header as UTF-8, padded with spaces to a multiple of 8 bytes. */
  byte[] toBytes() throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      root.put(METADATA, metadata);
    }
    for (Entry entry : entries) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dtype", entry.type().name());
      fields.put("shape", entry.shape());
      fields.put("data_offsets", List.of(entry.begin(), entry.end()));
      root.put(entry.name(), fields);
    }
    byte[] json = JSON.writeValueAsBytes(root);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads and checks a header: the tensors must follow one another without gaps and fill the data.
   *
   * @param dataBytes the bytes in the file after the header
   */
  static SafeTensorsHeader parse(Path file, byte[] header, long dataBytes) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is not valid JSON: " + JsonFile.reason(e));
    }
    if (!(root instanceof ObjectNode)) {
      throw damaged(file, "its header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireContiguous(file, entries, dataBytes);
    return new SafeTensorsHeader(List.copyOf(entries), metadata(file, root.path(METADATA)));
  }

  private static Map<String, String> metadata(Path file, JsonNode fields) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      if (!field.getValue().isTextual()) {
        throw damaged(file, "its metadata '" + field.getKey() + "' is not a string");
      }
      metadata.put(field.getKey(), field.getValue().asText());
    }
    return metadata;
  }

  private static Entry entry(Path file, String name, JsonNode fields) {
    String typeName = fields.path("dtype").asText();
    ElementType type =
        Arrays.stream(ElementType.values())
            .filter(known -> known.name().equals(typeName))
            .findFirst()
            .orElseThrow(
                () ->
                    damaged(
                        file,
                        of(name)
                            + "has dtype '"
                            + typeName
                            + "'; supported are "
                            + Arrays.toString(ElementType.values())));
    List<Long> shape = wholeNumbers(file, name, "shape", fields);
    List<Long> offsets = wholeNumbers(file, name, "data_offsets", fields);
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw damaged(file, of(name) + "has data_offsets " + offsets + ", not [begin, end]");
    }
    Entry entry = new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    requireSize(file, entry);
    return entry;
  }

  private static List<Long> wholeNumbers(Path file, String name, String field, JsonNode fields) {
    JsonNode array = fields.path(field);
    if (array.size() > MOST_AXES) {
      throw damaged(
          file,
          of(name)
              + "has "
              + array.size()
              + " numbers in its "
              + field
              + "; the limit is "
              + MOST_AXES);
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : array) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
        throw damaged(file, of(name) + "has " + number + " in its " + field);
      }
      numbers.add(number.asLong());
    }
    if (!array.isArray()) {
      throw damaged(file, of(name) + "has no list " + field);
    }
    return List.copyOf(numbers);
  }

  private static void requireSize(Path file, Entry entry) {
    // An axis of 0 makes it empty, but libtorch multiplies the others for its strides.
    long bytes = entry.type().bytes;
    long strides = bytes;
    for (long size : entry.shape()) {
      if (size > MOST_BYTES / strides) {
        throw damaged(
            file,
            of(entry.name())
                + "has the impossible shape "
                + entry.shape()
                + ": its axes make more than "
                + MOST_BYTES
                + " bytes");
      }
      strides *= Math.max(1, size);
      bytes *= size;
    }
    long given = entry.end() - entry.begin();
    if (bytes != given) {
      throw damaged(
          file,
          of(entry.name())
              + "of shape "
              + entry.shape()
              + " and dtype "
              + entry.type()
              + " takes "
              + bytes
              + " bytes, but its data_offsets span "
              + given);
    }
  }

  private static void requireContiguous(Path file, List<Entry> entries, long dataBytes) {
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.end() > dataBytes) {
        throw damaged(
            file,
            of(entry.name())
                + "ends at byte "
                + entry.end()
                + " of the data, but the file has only "
                + dataBytes);
      }
      if (entry.begin() != expected) {
        String what = entry.begin() < expected ? "overlaps the one before it" : "leaves a gap";
        throw damaged(
            file,
            of(entry.name()) + what + ": it begins at " + entry.begin() + ", not at " + expected);
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw damaged(
          file, "its tensors end at byte " + expected + " of " + dataBytes + " bytes of data");
    }
  }

  static IllegalArgumentException damaged(Path file, String why) {
    return new IllegalArgumentException(file + " is not a complete safetensors file: " + why);
  }

  private static String of(String name) {
    return "tensor '" + name + "' ";
  }
}
