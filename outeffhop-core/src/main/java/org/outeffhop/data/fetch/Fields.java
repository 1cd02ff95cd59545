package org.outeffhop.data.fetch;

import java.util.Arrays;

/** Checks of the fields of a catalogue. */
final class Fields {
  private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private Fields() {}

  static void require(String field, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  /** Requires a file name that is valid on every system and leads to no other folder. */
  static void requireName(String field, String value) {
    if (value == null || !value.matches(PART)) {
      throw new IllegalArgumentException(
          "%s is '%s'; it must consist of letters, digits, dots, hyphens and underscores and begin with a letter or digit"
              .formatted(field, value));
    }
  }

  /** Whether a path within a folder, with slashes, has only such names. */
  static boolean isPlainPath(String path) {
    return Arrays.stream(path.split("/", -1)).allMatch(part -> part.matches(PART));
  }
}
