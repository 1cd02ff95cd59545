package org.outeffhop.data.fetch;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outeffhop.progress.Progress;

/**
 * Downloads a data set into a folder. Every file is fetched as {@code NAME.part}, checked against
 * the published checksums, moved into place, and unpacked; existing files are checked and kept. An
 * interrupted download continues where it stopped.
 */
public final class Fetcher {
  /** How many bytes can be written into a folder. */
  @FunctionalInterface
  interface Space {
    long in(Path folder) throws IOException;
  }

  private final FetchPolicy policy;
  private final Progress progress;
  private final Space space;

  /** A fetcher that reports progress in thousands of bytes. */
  public Fetcher(FetchPolicy policy, Progress progress) {
    this(policy, progress, folder -> Files.getFileStore(folder).getUsableSpace());
  }

  Fetcher(FetchPolicy policy, Progress progress, Space space) {
    this.policy = policy;
    this.progress = progress;
    this.space = space;
  }

  /**
   * Fetches all files of a data set.
   *
   * @param set one that is not built in
   * @param folder the target, which is created if necessary
   * @return the files, in the data set's order
   * @throws IOException if no address delivers a file, an existing file has other bytes, or the
   *     disk is too small; complete and partial downloads stay, nothing else is changed
   */
  public List<FetchedFile> fetch(DataSet set, Path folder)
      throws IOException, InterruptedException {
    if (set.builtIn()) {
      throw new IllegalArgumentException(set.name() + " is built in; there is nothing to fetch");
    }
    List<Path> made = make(folder.toAbsolutePath());
    try {
      for (DataFile file : set.files()) {
        requireRight(folder.resolve(file.name()), file);
      }
      requireSpace(set, folder);
      Requests requests = new Requests(policy);
      List<FetchedFile> fetched = new ArrayList<>();
      for (DataFile file : set.files()) {
        fetched.add(fetch(file, folder.resolve(file.name()), requests));
      }
      return fetched;
    } finally {
      removeEmpty(made);
    }
  }

  private FetchedFile fetch(DataFile file, Path target, Requests requests)
      throws IOException, InterruptedException {
    boolean there = Files.exists(target);
    if (!there) {
      new Download(file, policy, requests, progress).to(target);
    }
    List<Path> unpacked = List.of();
    if (file.isUnpacked()) {
      progress.update("unpack " + file.name(), 0, 0);
      unpacked = Archive.unpack(target, file);
    }
    return new FetchedFile(target, there, file.checkedBy(), unpacked);
  }

  /** If the user has something under the file's name, it must be that file. */
  private static void requireRight(Path target, DataFile file) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    String wrong = "";
    if (!Files.isRegularFile(target)) {
      wrong = "is not a file";
    } else if (Files.size(target) != file.bytes()) {
      wrong =
          String.format(Locale.ROOT, "has %,d bytes, not %,d", Files.size(target), file.bytes());
    } else {
      wrong = file.wrongSum(target).map(sum -> "has " + sum).orElse("");
    }
    if (!wrong.isEmpty()) {
      throw new IOException(
          target + " exists, but " + wrong + "; move it away and repeat the command");
    }
  }

  private void requireSpace(DataSet set, Path folder) throws IOException {
    long needed = 0;
    for (DataFile file : set.files()) {
      Path target = folder.resolve(file.name());
      if (!Files.exists(target)) {
        Path part = PartFile.part(target);
        long received = Files.exists(part) ? Math.min(Files.size(part), file.bytes()) : 0;
        needed += file.bytes() - received + file.unpackedAtMost();
      }
    }
    long free = space.in(folder);
    if (needed > free) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s needs %,d more bytes in %s, unpacked files included; the disk has %,d free",
              set.name(),
              needed,
              folder,
              free));
    }
  }

  /** The folders that had to be created, innermost first. */
  private static List<Path> make(Path folder) throws IOException {
    List<Path> made = new ArrayList<>();
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      made.add(path);
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " cannot be a folder: " + e.getFile() + " is a file", e);
    }
    return made;
  }

  private static void removeEmpty(List<Path> made) throws IOException {
    for (Path path : made) {
      try {
        Files.delete(path);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }
}
