package org.outeffhop.data.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.JsonFile;

/**
 * The data sets that can be fetched by name, including those that are built in.
 *
 * @param dataSets with distinct names
 */
public record Catalogue(List<DataSet> dataSets) {
  private static final String BUILT_IN = "catalogue.json";
  private static final long MOST_BYTES = 1 << 24;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  /** Checks that names are distinct, ignoring case. */
  public Catalogue {
    dataSets = dataSets == null ? List.of() : List.copyOf(dataSets);
    Map<String, DataSet> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (DataSet set : dataSets) {
      if (byName.put(set.name(), set) != null) {
        throw new IllegalArgumentException("the data set " + set.name() + " is listed twice");
      }
    }
    if (dataSets.isEmpty()) {
      throw new IllegalArgumentException("data_sets is missing");
    }
  }

  /** The catalogue that comes with the project. */
  public static Catalogue builtIn() {
    try (InputStream stream = Catalogue.class.getResourceAsStream(BUILT_IN)) {
      if (stream == null) {
        throw new IllegalStateException("the catalogue is not on the class path: " + BUILT_IN);
      }
      return parse("the built-in catalogue", stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the built-in catalogue", e);
    }
  }

  /**
   * Reads a catalogue: JSON with {@code data_sets}, an array of the fields of {@link DataSet} in
   * snake case.
   *
   * @throws IllegalArgumentException naming the file and the field, if one is unknown, missing or
   *     wrong
   */
  public static Catalogue read(Path file) throws IOException {
    InputPath.requireFile(file);
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(
          "%s has %d bytes; the limit is %d".formatted(file, Files.size(file), MOST_BYTES));
    }
    return parse(file.toString(), Files.readAllBytes(file));
  }

  private static Catalogue parse(String name, byte[] json) throws IOException {
    try {
      return JSON.readValue(json, Catalogue.class);
    } catch (JsonProcessingException e) {
      String reason =
          e.getCause() instanceof IllegalArgumentException refused
              ? refused.getMessage()
              : JsonFile.reason(e);
      throw new IllegalArgumentException(name + " is not a catalogue: " + reason, e);
    }
  }

  /**
   * The data set of a name, ignoring case.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public DataSet find(String name) {
    return dataSets.stream()
        .filter(set -> set.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no data set '%s'; there are %s"
                        .formatted(
                            name,
                            dataSets.stream()
                                .map(DataSet::name)
                                .collect(Collectors.joining(", ")))));
  }
}
