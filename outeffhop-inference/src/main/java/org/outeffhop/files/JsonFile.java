package org.outeffhop.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outeffhop.naming.JsonFaults;

/** JSON files: read strictly and up to a maximum size, and written completely or not at all. */
public final class JsonFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if there is no such file, it is longer than {@code maxBytes},
   *     is not JSON, has a duplicate field or is not an object; the message names the file
   */
  public static ObjectNode readObject(Path file, long maxBytes) {
    return read(file, maxBytes, ObjectNode.class, "object");
  }

  /** Reads an array under the same conditions. */
  public static ArrayNode readArray(Path file, long maxBytes) {
    return read(file, maxBytes, ArrayNode.class, "array");
  }

  private static <N extends JsonNode> N read(Path file, long maxBytes, Class<N> type, String what) {
    InputPath.requireFile(file);
    try {
      if (Files.size(file) > maxBytes) {
        throw new IllegalArgumentException(
            file + " has " + Files.size(file) + " bytes; the limit is " + maxBytes);
      }
      byte[] content = Files.readAllBytes(file);
      if (content.length == 0) {
        throw new IllegalArgumentException(
            file
                + " is empty, as a full disk or a crash leaves files; it must hold a JSON "
                + what);
      }
      JsonNode root = JSON.readTree(content);
      if (root.isObject()) {
        requireNoMessage(file, content);
      }
      if (type.isInstance(root)) {
        return type.cast(root);
      }
      throw new IllegalArgumentException(file + " is not a JSON " + what);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + reason(file, e), e);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private static void requireNoMessage(Path file, byte[] content) {
    OtherFile.in(content)
        .ifPresent(
            what -> {
              throw new IllegalArgumentException(file + " is not what its name says: " + what);
            });
  }

  /** What is wrong with JSON, without the names of the parser's own settings and of classes. */
  public static String reason(JsonProcessingException e) {
    return JsonFaults.sentence(e);
  }

  /** What the file is instead, or else where and why it is damaged. */
  private static String reason(Path file, JsonProcessingException e) {
    try (FileChannel channel = FileChannel.open(file)) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      return OtherFile.in(channel).orElse(reason(e) + ", line " + line);
    } catch (IOException unreadable) {
      return reason(e);
    }
  }

  /** Writes a value with line breaks, completely or not at all. */
  public static void write(Path file, Object value) {
    write(file, value, AtomicFile::write);
  }

  /** As {@link #write}, and returns only when the file is on the disk. */
  public static void writeDurably(Path file, Object value) {
    write(file, value, AtomicFile::writeDurably);
  }

  private interface Writer {
    void write(Path file, AtomicFile.Content content) throws IOException;
  }

  private static void write(Path file, Object value, Writer writer) {
    try {
      byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
      writer.write(file, out -> out.write(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
