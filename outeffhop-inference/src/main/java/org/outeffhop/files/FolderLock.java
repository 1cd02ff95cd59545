package org.outeffhop.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder in which one process works at a time. The system gives the lock back when the process
 * ends, however it ends; the file {@code .lock} stays, since one that is deleted can be locked by
 * two.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /** This process's. POSIX gives a lock back when its process closes any channel of the file. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

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
   * @throws CancellationException if the thread was interrupted, which it stays
   */
  public static FolderLock take(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve(NAME);
    if (!HELD.add(file)) {
      throw taken(folder, "this process");
    }
    FolderLock lock = null;
    try {
      lock = lock(folder, file);
      return lock;
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      throw new CancellationException("interrupted; give the same command again");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the folder %s is not writable: %s".formatted(folder, FileFaults.reason(e)), e);
    } finally {
      if (lock == null) {
        HELD.remove(file);
      }
    }
  }

  /**
   * Deletes folders that were taken by processes that were killed, also just before they could take
   * them.
   *
   * @param names of the folders inside the parent, as a glob
   */
  public static void deleteAbandoned(Path parent, String names) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, names)) {
      for (Path folder : folders) {
        boolean taken = Files.isRegularFile(folder.resolve(NAME));
        if (taken ? isFree(folder) : AtomicFile.isAbandoned(folder)) {
          Folders.delete(folder);
        }
      }
    }
  }

  /** Gives back a folder that no other process waits for, without a trace. */
  public void remove() throws IOException {
    Files.deleteIfExists(file);
    close();
  }

  private static boolean isFree(Path folder) {
    try {
      take(folder).close();
      return true;
    } catch (IllegalArgumentException inUseOrOfAnotherUser) {
      return false;
    }
  }

  private static FolderLock lock(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
      if (!locked) {
        throw taken(folder, "process " + Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
      return new FolderLock(file, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static IllegalArgumentException taken(Path folder, String who) {
    return new IllegalArgumentException(
        "%s is in use by %s; wait for it or choose another folder".formatted(folder, who));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
    } finally {
      HELD.remove(file);
    }
  }
}
