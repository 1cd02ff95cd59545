package org.outeffhop.experiment.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.experiment.result.RunRecord.Measured;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.JsonFile;

/** {@code metrics.jsonl}, by what was measured. */
final class MetricsFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STEP = "step";

  private MetricsFile() {}

  /**
   * Every number of every line, with the line's step. Those in objects have the names around them
   * before their own, with a slash between: {@code kurtosis/encoder.layer.0.output.dense}.
   *
   * @throws IllegalArgumentException if the file is missing or a line is no object with a step
   */
  static Map<String, List<Measured>> read(Path file) {
    InputPath.requireFile(file);
    Map<String, List<Measured>> values = new LinkedHashMap<>();
    int[] number = {0};
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(line -> add(file, ++number[0], line, values));
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(file + " is not UTF-8", e);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
    return values;
  }

  private static void add(Path file, int number, String line, Map<String, List<Measured>> values) {
    JsonNode fields = parse(file, number, line);
    if (!fields.path(STEP).isIntegralNumber()) {
      throw new IllegalArgumentException(
          "%s, line %d: step is %s; it must be a whole number"
              .formatted(file, number, fields.path(STEP)));
    }
    long step = fields.path(STEP).asLong();
    fields
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals(STEP)) {
                add(step, field.getKey(), field.getValue(), values);
              }
            });
  }

  private static void add(
      long step, String name, JsonNode value, Map<String, List<Measured>> values) {
    if (value.isNumber()) {
      values
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(new Measured(step, value.asDouble()));
    }
    value
        .properties()
        .forEach(inside -> add(step, name + "/" + inside.getKey(), inside.getValue(), values));
  }

  private static JsonNode parse(Path file, int number, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s, line %d is not JSON: %s".formatted(file, number, JsonFile.reason(e)), e);
    }
  }
}
