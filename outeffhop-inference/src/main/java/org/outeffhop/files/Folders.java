package org.outeffhop.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that a user names and that must exist. */
public final class Folders {
  private Folders() {}

  /**
   * Checks that a folder exists.
   *
   * @throws IllegalArgumentException if it does not, or is a file
   */
  public static void require(Path folder) {
    requireOr(folder, "");
  }

  /**
   * Checks that a folder exists.
   *
   * @param wanted what the folder should be: "give the folder of a run of 'compare'"
   * @throws IllegalArgumentException if it does not, or is a file
   */
  public static void require(Path folder, String wanted) {
    requireOr(folder, "; " + wanted);
  }

  /**
   * Checks that what a run writes into has not been deleted since it began.
   *
   * @param path a folder or a file
   * @throws IllegalArgumentException if it has
   */
  public static void requireStill(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "%s was deleted while the run was being made, which therefore ends; give the same command again to start the run over"
              .formatted(path));
    }
  }

  /** Deletes a folder with its contents; what another process deletes meanwhile is no error. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void requireOr(Path folder, String wanted) {
    BasicFileAttributes attributes;
    try {
      attributes = InputPath.attributes(folder, "folder");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + wanted, e);
    }
    if (!attributes.isDirectory()) {
      throw new IllegalArgumentException(folder + " is a file, not a folder" + wanted);
    }
    if (!Files.isReadable(folder)) {
      throw new IllegalArgumentException("cannot read " + folder + ": permission denied");
    }
  }
}
