package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  private static final String PROPERTY = "java.io.tmpdir";

  @TempDir private Path folder;

  private static String refusal(Path chosen) {
    String before = System.setProperty(PROPERTY, chosen.toString());
    try {
      return assertThrows(IOException.class, TemporaryFolder::parent).getMessage();
    } finally {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void aFolderThatTakesNoFilesIsNamed() throws IOException {
    String right = "; set -Djava.io.tmpdir=FOLDER to a folder that can be written";
    Path absent = folder.resolve("absent");
    assertEquals(
        "the folder for temporary files, " + absent + ", does not exist" + right, refusal(absent));
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals(
        "the folder for temporary files, " + file + ", cannot be written" + right, refusal(file));
  }

  /** To its owner, the folder of processes says that it can be written. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theFolderOfProcessesTakesNoFiles() {
    assertEquals(
        "the folder for temporary files, /proc, cannot be written; "
            + "set -Djava.io.tmpdir=FOLDER to a folder that can be written",
        refusal(Path.of("/proc")));
  }
}
