package org.outeffhop.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * New versions of files of a folder that belong together. They are written into a folder of their
 * own inside it and moved into place once all of them are on the disk.
 *
 * <p>Without its last files nobody takes the folder for whole: they are deleted before any other
 * file is replaced, and moved after all others. So whenever the process or the machine stops, the
 * folder has all old files, or all new ones, or lacks a last one.
 */
public final class StagedFiles implements AutoCloseable {
  private static final String PREFIX = ".new-";

  private final Path folder;
  private final Path staging;
  private final FolderLock lock;

  private StagedFiles(Path folder, Path staging, FolderLock lock) {
    this.folder = folder;
    this.staging = staging;
    this.lock = lock;
  }

  /**
   * Begins with none; the folder is made where it is missing.
   *
   * @throws IOException naming the folder and the system's reason, where it cannot be written
   */
  public static StagedFiles in(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      FolderLock.deleteAbandoned(folder, PREFIX + "*");
      Path staging = Files.createDirectory(folder.resolve(PREFIX + UUID.randomUUID()));
      return new StagedFiles(folder, staging, FolderLock.take(staging));
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot write into the folder " + folder + ": " + FileFaults.reason(e), e);
    }
  }

  /** Whether a path within a folder is of files that are not in place yet. */
  public static boolean isStaged(Path folder, Path path) {
    for (Path part : folder.relativize(path)) {
      if (part.toString().startsWith(PREFIX)) {
        return true;
      }
    }
    return false;
  }

  /** Where the files are written. */
  public Path staging() {
    return staging;
  }

  /**
   * Moves all files into place.
   *
   * @param last names of those without which the folder is not whole
   * @param dropped names of earlier files that have no new version
   */
  public void commit(List<String> last, List<String> dropped) throws IOException {
    List<String> others = new ArrayList<>(names());
    others.removeAll(last);
    for (String name : names()) {
      AtomicFile.sync(staging.resolve(name));
    }
    List<String> firstGone = new ArrayList<>(last);
    Collections.reverse(firstGone);
    delete(firstGone);
    delete(dropped.stream().filter(name -> !others.contains(name)).toList());
    move(others);
    move(last);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(staging)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private void delete(List<String> names) throws IOException {
    for (String name : names) {
      Files.deleteIfExists(folder.resolve(name));
      AtomicFile.sync(folder);
    }
  }

  private void move(List<String> names) throws IOException {
    for (String name : names) {
      Files.move(
          staging.resolve(name),
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      AtomicFile.sync(folder);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    Folders.delete(staging);
  }
}
