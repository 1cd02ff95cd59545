package org.outeffhop.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is deleted with its contents when it is closed. Those of processes that were killed
 * are deleted when the next one is created.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "outeffhop-";
  private static final String PROPERTY = "java.io.tmpdir";

  private final Path path;
  private final FolderLock lock;

  private TemporaryFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates one among the system's temporary files.
   *
   * @param purpose a word that becomes part of its name
   * @throws IOException if that cannot be written, saying what to set
   */
  public static TemporaryFolder create(String purpose) throws IOException {
    return createIn(parent(), purpose);
  }

  /**
   * Creates one in a folder, such as one on the disk that its files are to be moved to.
   *
   * @param purpose a word that becomes part of its name
   */
  public static TemporaryFolder createIn(Path parent, String purpose) throws IOException {
    FolderLock.deleteAbandoned(parent, PREFIX + "*");
    Path path = Files.createTempDirectory(parent, PREFIX + purpose + "-");
    return new TemporaryFolder(path, FolderLock.take(path));
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /**
   * The folder of the system's temporary files.
   *
   * @throws IOException if it cannot be written, saying what to set
   */
  public static Path parent() throws IOException {
    Path folder = Path.of(System.getProperty(PROPERTY));
    if (!takesFiles(folder)) {
      throw new IOException(
          "the folder for temporary files, %s, %s; set -D%s=FOLDER to a folder that can be written"
              .formatted(
                  folder, Files.exists(folder) ? "cannot be written" : "does not exist", PROPERTY));
    }
    return folder;
  }

  /**
   * Some file systems, such as that of processes, say that a folder can be written and take none.
   */
  private static boolean takesFiles(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, PREFIX, ".tmp"));
      return true;
    } catch (IOException | SecurityException refused) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    Folders.delete(path);
  }
}
