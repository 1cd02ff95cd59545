package org.outeffhop.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Sentences on files that cannot be read or written, with the system's reason. */
public final class FileFaults {
  private FileFaults() {}

  /** The error of a file or folder that cannot be read. */
  public static UncheckedIOException unreadable(Object file, IOException e) {
    return of("read", file, e);
  }

  /** The error of a file or folder that cannot be written. */
  public static UncheckedIOException unwritable(Object file, IOException e) {
    return of("write", file, e);
  }

  private static UncheckedIOException of(String what, Object file, IOException e) {
    return new UncheckedIOException("cannot %s %s: %s".formatted(what, file, reason(e)), e);
  }

  /**
   * Why something failed. Java's own messages are often the file's name alone; it is kept where it
   * is all there is.
   */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException fault) {
      String other =
          fault.getReason() == null ? Objects.toString(e.getMessage(), "") : fault.getReason();
      return kind(fault, other);
    }
    return Objects.requireNonNullElseGet(e.getMessage(), e::toString);
  }

  private static String kind(FileSystemException e, String other) {
    if (e instanceof AccessDeniedException) {
      return "permission denied for " + e.getFile();
    }
    if (e instanceof NoSuchFileException) {
      return "there is no " + e.getFile();
    }
    if (e instanceof NotDirectoryException) {
      return e.getFile() + " is not a folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return e.getFile() + " exists already";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "the folder " + e.getFile() + " is not empty";
    }
    return e instanceof FileSystemLoopException ? "its links go in a circle" : other;
  }
}
