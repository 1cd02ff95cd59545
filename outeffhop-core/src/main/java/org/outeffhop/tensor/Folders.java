package org.outeffhop.tensor;

import java.nio.file.Files;
import java.nio.file.Path;

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

  private static void requireOr(Path folder, String wanted) {
    if (!Files.isDirectory(folder)) {
      String what = Files.exists(folder) ? "%s is a file, not a folder" : "there is no folder %s";
      throw new IllegalArgumentException(what.formatted(folder) + wanted);
    }
  }
}
