package org.outeffhop.data.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.outeffhop.files.FileDigest;

/**
 * The published checksum of a file.
 *
 * @param algorithm {@code MD5} or {@code SHA-256}
 * @param value in lower-case hexadecimal
 * @param publishedBy who published it
 */
public record Checksum(String algorithm, String value, String publishedBy) {
  private static final Map<String, Integer> DIGITS = Map.of("MD5", 32, "SHA-256", 64);

  /** Checks that the algorithm is known and that the value has its length. */
  public Checksum {
    if (algorithm == null || !DIGITS.containsKey(algorithm)) {
      throw new IllegalArgumentException(
          "algorithm is " + algorithm + "; it can be " + String.join(", ", DIGITS.keySet()));
    }
    int digits = DIGITS.get(algorithm);
    if (value == null || !value.matches("[0-9a-f]{" + digits + "}")) {
      throw new IllegalArgumentException(
          "the %s is '%s'; it must be %d lower-case hexadecimal digits"
              .formatted(algorithm, value, digits));
    }
    Fields.require("published_by", publishedBy);
  }

  /** The checksum of a file by the same algorithm. */
  public String of(Path file) throws IOException {
    return FileDigest.of(file, algorithm);
  }
}
