package org.outeffhop.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Files and folders that a user names and that are to be read: refused by what they are. */
public final class InputPath {
  private static final int TYPE = 0170000;

  private InputPath() {}

  /**
   * Checks that there is a regular file, which can be read from its beginning several times.
   *
   * @throws IllegalArgumentException if not, saying what is there, or why that cannot be known
   */
  public static void requireFile(Path file) {
    BasicFileAttributes attributes = attributes(file, "file");
    if (attributes.isDirectory()) {
      throw new IllegalArgumentException(file + " is a folder; a file is needed");
    }
    requireRegular(file, attributes);
    requireReadable(file);
  }

  /** Checks likewise that there is a folder, or a regular file. */
  public static void require(Path path) {
    BasicFileAttributes attributes = attributes(path, "file or folder");
    if (!attributes.isDirectory()) {
      requireRegular(path, attributes);
    }
    requireReadable(path);
  }

  /** Checks likewise that there is something to be read once, which may be a pipe. */
  public static void requireStream(Path path) {
    if (attributes(path, "file").isDirectory()) {
      throw new IllegalArgumentException(path + " is a folder; a file is needed");
    }
    requireReadable(path);
  }

  /** What is at a path, its links followed. */
  static BasicFileAttributes attributes(Path path, String expected) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          Files.isSymbolicLink(path) ? danglingLink(path) : "there is no " + expected + " " + path,
          e);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException("cannot read " + path + ": " + FileFaults.reason(e), e);
    } catch (IOException e) {
      throw FileFaults.unreadable(path, e);
    }
  }

  private static String danglingLink(Path path) {
    String target;
    try {
      target = Files.readSymbolicLink(path).toString();
    } catch (IOException e) {
      return "%s is a link that cannot be followed: %s".formatted(path, FileFaults.reason(e));
    }
    return "%s is a link to %s, which is not there%s"
        .formatted(path, target, target.contains("annex/objects/") ? "; run 'git annex get'" : "");
  }

  private static void requireReadable(Path path) {
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException("cannot read " + path + ": permission denied");
    }
  }

  private static void requireRegular(Path file, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      throw new IllegalArgumentException(
          "%s is %s, which is not read here; write what comes of it to a file, and give that"
              .formatted(file, special(file)));
    }
  }

  private static String special(Path file) {
    try {
      return switch ((Integer) Files.getAttribute(file, "unix:mode") & TYPE) {
        case 0010000 -> "a pipe";
        case 0020000, 0060000 -> "a device";
        case 0140000 -> "a socket";
        default -> "no regular file";
      };
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return "no regular file";
    }
  }
}
