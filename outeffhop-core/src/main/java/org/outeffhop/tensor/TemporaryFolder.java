package org.outeffhop.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is there until it is closed, with all that was put into it. */
public record TemporaryFolder(Path path) implements AutoCloseable {
  /**
   * Makes one among the system's temporary files.
   *
   * @param purpose in its name
   */
  public static TemporaryFolder create(String purpose) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory("outeffhop-" + purpose + "-"));
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
