package org.outeffhop.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code config.json} for tests. */
final class ConfigFiles {
  private ConfigFiles() {}

  /** Single quotes stand for double ones. */
  static Path write(Path folder, String json) throws IOException {
    return Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
  }
}
