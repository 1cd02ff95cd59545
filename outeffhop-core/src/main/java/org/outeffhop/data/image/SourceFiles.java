package org.outeffhop.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.outeffhop.files.Fingerprint;

/** Files and folders in which images lie. */
final class SourceFiles {
  private SourceFiles() {}

  /** SHA-256, in hexadecimal, of names below the folder and contents. */
  static String fingerprint(Path folder, List<Path> files) throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    for (Path file : files) {
      fingerprint.add(folder.relativize(file).toString());
      try (InputStream content = Files.newInputStream(file)) {
        fingerprint.add(content);
      }
    }
    return fingerprint.toHex();
  }

  /** What is in a folder, in the order of names; hidden entries are skipped. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }
}
