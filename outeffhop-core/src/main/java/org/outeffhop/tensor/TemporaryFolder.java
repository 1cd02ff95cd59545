package org.outeffhop.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is deleted with its contents when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
  private static final String PROPERTY = "java.io.tmpdir";

  /**
   * Creates one among the system's temporary files.
   *
   * @param purpose a word that becomes part of its name
   * @throws IOException if that cannot be written, saying what to set
   */
  public static TemporaryFolder create(String purpose) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(parent(), "outeffhop-" + purpose + "-"));
  }

  /**
   * The folder of the system's temporary files.
   *
   * @throws IOException if it cannot be written, saying what to set
   */
  public static Path parent() throws IOException {
    Path folder = Path.of(System.getProperty(PROPERTY));
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IOException(
          "the folder for temporary files, %s, %s; set -D%s=FOLDER to a folder that can be written"
              .formatted(
                  folder, Files.exists(folder) ? "cannot be written" : "does not exist", PROPERTY));
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
