package org.outeffhop.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder of one run. */
public record RunDirectory(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * The folder, made where it is missing.
   *
   * @throws IllegalArgumentException if it is a file or cannot be written
   */
  public static RunDirectory create(Path path) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is a file; a run needs a folder");
    }
    Files.createDirectories(path);
    if (!Files.isWritable(path)) {
      throw new IllegalArgumentException(path + " is not writable; a run writes its results there");
    }
    return new RunDirectory(path);
  }

  /** A file of the run. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** Writes a value as JSON to a temporary name and moves it. */
  public void writeJson(String name, Object value) throws IOException {
    Path temporary = Files.createTempFile(path, name, ".tmp");
    JSON.writeValue(temporary.toFile(), value);
    Files.move(
        temporary, file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
