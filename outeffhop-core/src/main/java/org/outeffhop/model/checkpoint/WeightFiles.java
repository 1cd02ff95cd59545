package org.outeffhop.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.outeffhop.tensor.JsonFile;
import org.outeffhop.tensor.SafeTensorsFile;

/** The open safetensors files of a checkpoint: one, or several that an index lists. */
final class WeightFiles implements AutoCloseable {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  static final String WEIGHT_MAP = "weight_map";

  private static final long MAX_INDEX_BYTES = 1L << 26;

  private final Map<String, SafeTensorsFile> files = new LinkedHashMap<>();
  private final Map<String, SafeTensorsFile> tensors = new LinkedHashMap<>();

  private WeightFiles() {}

  /**
   * Opens a folder's weights and checks the headers.
   *
   * @throws IllegalArgumentException if there are none, or if a file is damaged, or if index and
   *     files do not agree
   */
  static WeightFiles open(Path folder) {
    WeightFiles weights = new WeightFiles();
    try {
      if (Files.isRegularFile(folder.resolve(SINGLE))) {
        weights.add(folder, SINGLE);
      } else if (Files.isRegularFile(folder.resolve(INDEX))) {
        weights.addListed(folder);
      } else {
        throw new IllegalArgumentException(
            folder + " has no weights: there is neither " + SINGLE + " nor " + INDEX);
      }
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private void add(Path folder, String fileName) {
    SafeTensorsFile file = SafeTensorsFile.open(folder.resolve(fileName));
    files.put(fileName, file);
    for (String name : file.names()) {
      SafeTensorsFile other = tensors.put(name, file);
      if (other != null) {
        throw new IllegalArgumentException(
            "tensor '" + name + "' is in " + other.path() + " and in " + file.path());
      }
    }
  }

  private void addListed(Path folder) {
    Path index = folder.resolve(INDEX);
    Map<String, String> listed = listed(index);
    for (String fileName : new LinkedHashSet<>(listed.values())) {
      requirePlain(index, fileName);
      add(folder, fileName);
    }
    for (Map.Entry<String, String> entry : listed.entrySet()) {
      if (tensors.get(entry.getKey()) != files.get(entry.getValue())) {
        throw new IllegalArgumentException(
            index
                + " says that tensor '"
                + entry.getKey()
                + "' is in "
                + entry.getValue()
                + ", but it is not");
      }
    }
    for (String name : tensors.keySet()) {
      if (!listed.containsKey(name)) {
        throw new IllegalArgumentException(
            index + " does not list tensor '" + name + "' of " + file(name));
      }
    }
  }

  private static void requirePlain(Path index, String fileName) {
    if (!fileName.matches("[\\w.-]+") || fileName.matches("\\.+")) {
      throw new IllegalArgumentException(
          index + " lists the file '" + fileName + "'; it takes a name within its own folder");
    }
  }

  private static Map<String, String> listed(Path index) {
    JsonNode map = JsonFile.readObject(index, MAX_INDEX_BYTES).path(WEIGHT_MAP);
    Map<String, String> listed = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new IllegalArgumentException(
            index + " has no file name for tensor '" + entry.getKey() + "'");
      }
      listed.put(entry.getKey(), entry.getValue().asText());
    }
    if (listed.isEmpty()) {
      throw new IllegalArgumentException(
          index + " has no " + WEIGHT_MAP + " from tensors to files");
    }
    return listed;
  }

  /** The names of all tensors. */
  Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** The open file that a tensor is in. */
  SafeTensorsFile of(String name) {
    return tensors.get(name);
  }

  /** The path of the file that a tensor is in. */
  Path file(String name) {
    return of(name).path();
  }

  @Override
  public void close() {
    files.values().forEach(SafeTensorsFile::close);
  }
}
