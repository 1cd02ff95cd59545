package org.outeffhop.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFailureLeavesWhatWasThereAndNothingBesides() throws IOException {
    Path file = Files.writeString(folder.resolve("result"), "before");
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  out.write("half".getBytes(StandardCharsets.UTF_8));
                  throw new IOException("the disk is full");
                }));
    assertEquals("before", Files.readString(file));
    assertEquals(List.of("result"), names());
  }

  /** Permissions are compared under the name that the file system has for them. */
  @Test
  void theFileIsReplacedAndMayBeReadByWhomOtherFilesMay() throws IOException {
    Path file = Files.writeString(folder.resolve("result"), "before");
    Path usual = Files.writeString(folder.resolve("usual"), "");
    AtomicFile.write(file, out -> out.write("after".getBytes(StandardCharsets.UTF_8)));
    assertEquals("after", Files.readString(file));
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    String permissions = posix ? "posix:permissions" : "acl:acl";
    assertEquals(Files.getAttribute(usual, permissions), Files.getAttribute(file, permissions));
  }
}
