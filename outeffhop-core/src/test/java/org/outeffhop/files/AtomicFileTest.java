package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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

  @Test
  void whatKilledProcessesLeftOfTheSameFileGoesAfterADay() throws IOException {
    String id = ".123e4567-e89b-12d3-a456-426614174000.tmp";
    for (String name : List.of("result" + id, "other" + id, "result.mine.tmp")) {
      Path left = Files.writeString(folder.resolve(name), "half");
      Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
    String young = "result.023e4567-e89b-12d3-a456-426614174000.tmp";
    Files.writeString(folder.resolve(young), "half");
    write(folder.resolve("result"), "whole");
    assertEquals(List.of("other" + id, "result", young, "result.mine.tmp"), names());
  }

  private static void write(Path file, String content) throws IOException {
    AtomicFile.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** /dev/full refuses every byte, as a full disk does. */
  @Test
  void aFullDiskIsNamedWithWhatWasNeeded() {
    byte[] content = new byte[100_000];
    String message =
        assertThrows(
                IOException.class,
                () -> AtomicFile.write(Path.of("/dev/full"), out -> out.write(content)))
            .getMessage();
    assertTrue(
        message.matches(
            "cannot write /dev/full: No space left on device; it needs 100,000 bytes, and [\\d,]+ are free there"),
        message);
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("absent/result");
    assertEquals(
        "cannot write %s: there is no folder %s".formatted(file, file.getParent()),
        assertThrows(IOException.class, () -> write(file, "x")).getMessage());
  }

  @Test
  void aLinkKeepsLeadingWhereItLed() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    write(link, "after");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("after", Files.readString(target));
    Files.delete(target);
    write(link, "new");
    assertEquals("new", Files.readString(target));
    assertEquals(List.of("link", "target"), names());
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), Path.of("first"));
    assertThrows(IOException.class, () -> write(first, "x"));
    assertTrue(Files.isSymbolicLink(first));
  }

  @Test
  void aPipeIsWrittenIntoAndStaysOne() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path copy = folder.resolve("copy");
    Process reader =
        new ProcessBuilder("cat", pipe.toString()).redirectOutput(copy.toFile()).start();
    write(pipe, "through");
    assertEquals(0, reader.waitFor());
    assertEquals("through", Files.readString(copy));
    assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
    assertEquals(List.of("copy", "pipe"), names());
  }

  /** What {@code --out /dev/stdout} is when the shell leads it into a file. */
  @Test
  void anOpenStreamIsAddedToAndStaysOpen() throws IOException {
    Path file = Files.writeString(folder.resolve("open"), "before ");
    try (FileInputStream open = new FileInputStream(file.toFile());
        Stream<Path> streams = Files.list(Path.of("/proc/self/fd"))) {
      Path stream = streams.filter(one -> leadsTo(one, file)).findFirst().orElseThrow();
      write(stream, "after");
      assertEquals("before after", new String(open.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals(List.of("open"), names());
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void aFolderIsNoFile() {
    assertEquals(
        folder + " is a folder; give the name of a file",
        assertThrows(IOException.class, () -> write(folder, "x")).getMessage());
  }
}
