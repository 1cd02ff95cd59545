package org.outeffhop.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.FolderLock;
import org.outeffhop.files.Folders;
import org.outeffhop.progress.Progress;

/**
 * Keeps a dataset in a folder named after its key.
 *
 * <p>An entry is built in a temporary folder beside it and moved into place in one step, so other
 * processes see a complete entry or none. If two build the same entry, the first to finish wins and
 * the other one uses its entry.
 */
final class DatasetCache {
  private static final int KEY_LENGTH = 32;

  private static final String TEMPORARY = ".tmp-";

  private final Path folder;
  private final Path entry;
  private final Progress progress;

  DatasetCache(Path folder, String key, Progress progress) {
    this.folder = folder;
    this.entry = folder.resolve(key.substring(0, KEY_LENGTH));
    this.progress = progress;
  }

  /** The entry, which is built first if it is missing or damaged. */
  TextDataset get(Consumer<Path> build) {
    Optional<TextDataset> ready = read();
    if (ready.isPresent()) {
      return ready.get();
    }
    Path temporary = temporaryFolder();
    try {
      try (FolderLock lock = FolderLock.take(temporary)) {
        build.accept(temporary);
        lock.remove();
      }
      install(temporary);
      return DatasetEntry.read(entry);
    } catch (IOException e) {
      throw FileFaults.unwritable(entry, e);
    } finally {
      delete(temporary);
    }
  }

  private Optional<TextDataset> read() {
    if (!Files.exists(entry)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DatasetEntry.read(entry));
    } catch (IOException | IllegalArgumentException e) {
      progress.notice(
          "the cached data in " + entry + " is damaged (" + e.getMessage() + "); it is rebuilt");
      return Optional.empty();
    }
  }

  private void install(Path temporary) throws IOException {
    if (isWhole()) {
      return;
    }
    moveAside();
    try {
      Files.move(temporary, entry, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!isWhole()) {
        throw e;
      }
    }
  }

  private boolean isWhole() {
    try {
      DatasetEntry.read(entry);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Removes a damaged entry, unless another process already has. */
  private void moveAside() throws IOException {
    if (!Files.exists(entry)) {
      return;
    }
    Path aside = temporaryFolder();
    try {
      Files.move(entry, aside.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      progress.notice("another process has deleted " + entry);
    } finally {
      delete(aside);
    }
  }

  private Path temporaryFolder() {
    try {
      Files.createDirectories(folder);
      FolderLock.deleteAbandoned(folder, TEMPORARY + "*");
      return Files.createTempDirectory(folder, TEMPORARY);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot use " + folder + " to cache prepared data: " + FileFaults.reason(e), e);
    }
  }

  private static void delete(Path tree) {
    try {
      if (Files.exists(tree)) {
        Folders.delete(tree);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + tree + ": " + FileFaults.reason(e), e);
    }
  }
}
