package org.outeffhop.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A folder in which one process works at a time. The system gives the lock back when the process
 * ends, however it ends.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder for this process.
   *
   * @throws IllegalArgumentException if another one has it, or it cannot be written
   */
  public static FolderLock take(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      FileChannel channel = open(folder, file);
      while (!own(file, channel)) {
        channel.close();
        channel = open(folder, file);
      }
      return new FolderLock(file, channel);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the folder %s cannot be written: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static FileChannel open(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException here) {
      channel.close();
      throw taken(folder, "this process");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw taken(folder, "process " + Files.readString(file).lines().findFirst().orElse("unknown"));
  }

  private static IllegalArgumentException taken(Path folder, String who) {
    return new IllegalArgumentException(
        "%s is in use by %s; wait for it or choose another folder".formatted(folder, who));
  }

  /** Whether the locked file is still the one of that name: whoever had it before deletes it. */
  private static boolean own(Path file, FileChannel channel) throws IOException {
    String mark = ProcessHandle.current().pid() + "\n" + UUID.randomUUID() + "\n";
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(mark));
    try {
      return Files.readString(file).equals(mark);
    } catch (NoSuchFileException deleted) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }
}
