package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
  private static final List<String> LAST = List.of("model", "result");

  @TempDir private Path folder;

  /** All files by name with their contents. */
  private String contents() throws IOException {
    TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            Files.isDirectory(file) ? "a folder" : Files.readString(file));
      }
    }
    return contents.toString();
  }

  private static void fill(Path folder, String version, String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), version);
    }
  }

  @Test
  void newFilesReplaceOldOnesTogetherAndOthersStay() throws IOException {
    fill(folder, "old", "model", "result", "tokenizer", "data", "notes");
    try (StagedFiles files = StagedFiles.in(folder)) {
      fill(files.staging(), "new", "model", "result", "tokenizer");
      files.commit(LAST, List.of("data", "tokenizer", "absent"));
    }
    assertEquals("{model=new, notes=old, result=new, tokenizer=new}", contents());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(
        "cannot write into the folder %s: %s exists already".formatted(file, file),
        assertThrows(IOException.class, () -> StagedFiles.in(file)).getMessage());
    Path below = file.resolve("below");
    assertEquals(
        "cannot write into the folder %s: Not a directory".formatted(below),
        assertThrows(IOException.class, () -> StagedFiles.in(below)).getMessage());
  }

  @Test
  void anInterruptionIsNotAFolderThatCannotBeWritten() {
    Thread.currentThread().interrupt();
    try {
      assertEquals(
          "interrupted; give the same command again",
          assertThrows(CancellationException.class, () -> FolderLock.take(folder)).getMessage());
      assertEquals(true, Thread.currentThread().isInterrupted());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void whatIsStagedIsKnownByItsPath() {
    assertEquals(true, StagedFiles.isStaged(folder, folder.resolve(".new-1/content/a.txt")));
    assertEquals(false, StagedFiles.isStaged(folder, folder.resolve("new-1/.news/a.txt")));
    Path inside = folder.resolve(".new-1");
    assertEquals(false, StagedFiles.isStaged(inside, inside.resolve("a.txt")));
  }

  /** Without a lock it may be a process that begins just now, unless it is a day old. */
  @Test
  void abandonedFoldersAreDeleted() throws IOException {
    Path killed = Files.createDirectory(folder.resolve(".tmp-killed"));
    Files.writeString(killed.resolve(".lock"), "1\n");
    Files.createDirectory(folder.resolve(".tmp-begins"));
    Path old = Files.createDirectory(folder.resolve(".tmp-old"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    Path used = Files.createDirectory(folder.resolve(".tmp-used"));
    try (FolderLock lock = FolderLock.take(used)) {
      FolderLock.deleteAbandoned(folder, ".tmp-*");
      assertEquals("{.tmp-begins=a folder, .tmp-used=a folder}", contents());
      lock.remove();
    }
    assertEquals(false, Files.exists(used.resolve(".lock")));
  }

  @Test
  void withoutACommitNothingChanges() throws IOException {
    fill(folder, "old", "model", "result");
    try (StagedFiles files = StagedFiles.in(folder)) {
      fill(files.staging(), "new", "model", "result");
    }
    assertEquals("{model=old, result=old}", contents());
  }

  /** A folder in the way of the third file stands for a process that ends there. */
  @Test
  void whenItIsCutShortALastFileIsMissing() throws IOException {
    fill(folder, "old", "model", "result", "tokenizer");
    Files.createDirectories(folder.resolve("vocabulary/in the way"));
    try (StagedFiles files = StagedFiles.in(folder)) {
      fill(files.staging(), "new", "model", "result", "tokenizer", "vocabulary");
      files.commit(LAST, List.of());
    } catch (IOException e) {
      assertEquals("{tokenizer=new, vocabulary=a folder}", contents());
      return;
    }
    throw new AssertionError("the folder was replaced by a file");
  }

  /** One has no lock any more; the other one is in use. */
  @Test
  void whatAKilledProcessLeftIsDeleted() throws IOException {
    Path left = Files.createDirectories(folder.resolve(".new-killed"));
    fill(left, "half", "model", ".lock");
    try (StagedFiles first = StagedFiles.in(folder);
        StagedFiles second = StagedFiles.in(folder)) {
      assertEquals(false, Files.exists(left));
      assertEquals(true, Files.exists(first.staging()));
      assertEquals(true, Files.exists(second.staging()));
    }
    assertEquals("{}", contents());
  }
}
