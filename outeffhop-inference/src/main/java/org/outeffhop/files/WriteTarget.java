package org.outeffhop.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a path leads when something is written there.
 *
 * @param path after following symbolic links
 * @param isStream whether it is written into from front to back, such as a pipe or {@code
 *     /dev/stdout}, and so cannot be replaced by another file
 */
record WriteTarget(Path path, boolean isStream) {
  private static final int MOST_LINKS = 40;
  private static final int TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;

  /** The files of a process's own open streams, on Linux. */
  private static final Path OPEN_STREAMS = Path.of("/proc");

  /**
   * Follows a path.
   *
   * @throws IOException if something is there that cannot be written as a file
   */
  static WriteTarget of(Path file) throws IOException {
    Path end = file;
    for (int links = 0; !isOpenStream(end) && Files.isSymbolicLink(end); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      end = end.resolveSibling(Files.readSymbolicLink(end));
    }
    if (isOpenStream(end)) {
      return new WriteTarget(end, true);
    }
    if (!Files.exists(end) || Files.isRegularFile(end)) {
      return new WriteTarget(end, false);
    }
    if (Files.isDirectory(end)) {
      throw new IOException(file + " is a folder; give the name of a file");
    }
    if (!isStreamByType(end)) {
      throw new IOException(
          file + " is a disk or a socket, which cannot be written as a file; give another name");
    }
    return new WriteTarget(end, true);
  }

  private static boolean isStreamByType(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return true;
    }
    int type = (Integer) Files.getAttribute(path, "unix:mode") & TYPE;
    return type == PIPE || type == CHARACTER_DEVICE;
  }

  private static boolean isOpenStream(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    return Files.exists(path)
        && folder != null
        && Files.isDirectory(folder)
        && folder.toRealPath().startsWith(OPEN_STREAMS);
  }
}
