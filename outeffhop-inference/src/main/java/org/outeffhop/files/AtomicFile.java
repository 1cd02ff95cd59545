package org.outeffhop.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes a file under a temporary name beside it and moves it into place once it is complete.
 *
 * <p>A symbolic link keeps leading where it led: what it leads to is written. What is no regular
 * file, such as {@code /dev/stdout} or a named pipe, is written into and stays what it is.
 */
public final class AtomicFile {
  /** The suffix of files that are not complete yet. */
  public static final String TEMPORARY_SUFFIX = ".tmp";

  private static final Duration ABANDONED = Duration.ofDays(1);
  private static final Pattern UNIQUE =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private AtomicFile() {}

  /** The content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, replacing one of that name. On an error nothing is left behind.
   *
   * @throws IOException naming the file, and where the disk refused it how many bytes it needs
   */
  public static void write(Path file, Content content) throws IOException {
    WriteTarget target = WriteTarget.of(file);
    if (target.isStream()) {
      try (OutputStream out = new FileOutputStream(target.path().toFile(), true)) {
        writeAll(file, content, out);
      }
      return;
    }
    replace(
        target.path(),
        temporary -> {
          try (OutputStream out = Files.newOutputStream(temporary)) {
            writeAll(file, content, out);
          }
        });
  }

  /** Whether {@link #write} would write into what is there, such as a pipe. */
  public static boolean isStream(Path file) throws IOException {
    return WriteTarget.of(file).isStream();
  }

  /**
   * As {@link #write}, and returns only when the file is on the disk under its name: after a crash
   * of the machine there is the whole file or its previous version. Interrupting the thread does
   * not stop the write.
   */
  public static void writeDurably(Path file, Content content) throws IOException {
    WriteTarget target = WriteTarget.of(file);
    if (target.isStream()) {
      write(file, content);
      return;
    }
    replace(
        target.path(),
        temporary -> {
          // Not a channel, which an interrupt closes.
          try (FileOutputStream disk = new FileOutputStream(temporary.toFile())) {
            writeAll(file, content, disk);
            disk.getFD().sync();
          }
        });
    sync(target.path().toAbsolutePath().getParent());
  }

  /** Writes a temporary file. */
  @FunctionalInterface
  public interface Writer {
    void write(Path temporary) throws IOException;
  }

  /** Lets a temporary file, which is there and empty, be written and moves it into place. */
  public static void replace(Path file, Writer writer) throws IOException {
    deleteAbandoned(file);
    // Not createTempFile, whose files nobody but the owner may read.
    Path temporary =
        file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
    begin(file, temporary);
    try {
      writer.write(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Whether what nobody has written to for a day is left of a process that was killed. */
  static boolean isAbandoned(Path path) throws IOException {
    try {
      Instant last = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
      return last.isBefore(Instant.now().minus(ABANDONED));
    } catch (NoSuchFileException deletedMeanwhile) {
      return false;
    }
  }

  /** Deletes temporary files of the same name that killed processes have left. */
  private static void deleteAbandoned(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    String begin = file.getFileName() + ".";
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, path -> isTemporary(path, begin))) {
      for (Path left : files) {
        if (isAbandoned(left)) {
          Files.deleteIfExists(left);
        }
      }
    } catch (DirectoryIteratorException | FileSystemException unreadable) {
      // Where a folder cannot be listed or cleaned, writing says what is wrong.
      return;
    }
  }

  private static boolean isTemporary(Path path, String begin) {
    String name = path.getFileName().toString();
    return name.startsWith(begin) && UNIQUE.matcher(name.substring(begin.length())).matches();
  }

  private static void begin(Path file, Path temporary) throws IOException {
    try {
      Files.createFile(temporary);
    } catch (FileSystemException e) {
      Path folder = file.toAbsolutePath().getParent();
      String reason = e.getReason();
      if (e instanceof NoSuchFileException) {
        reason = "there is no folder " + folder;
      } else if (e instanceof AccessDeniedException) {
        reason = "the folder " + folder + " is not writable";
      }
      throw new IOException("cannot write " + file + ": " + reason, e);
    }
  }

  private static void writeAll(Path file, Content content, OutputStream disk) throws IOException {
    Measured measured = new Measured(disk);
    OutputStream out = new BufferedOutputStream(measured);
    content.writeTo(out);
    out.flush();
    if (measured.failure != null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot write %s: %s; it needs %,d bytes, and %,d are free there",
              file,
              measured.failure.getMessage(),
              measured.bytes,
              freeBytes(file)),
          measured.failure);
    }
  }

  private static long freeBytes(Path file) throws IOException {
    return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
  }

  /**
   * Puts on the disk what was written to a file, or the names in a folder where the system can;
   * Windows cannot open folders.
   */
  public static void sync(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    try (FileChannel channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      if (!folder) {
        throw e;
      }
    }
  }

  /**
   * Counts all bytes, also after the disk has refused some, so that the error can say how many are
   * needed.
   */
  private static final class Measured extends OutputStream {
    private final OutputStream disk;
    private long bytes;
    private IOException failure;

    Measured(OutputStream disk) {
      this.disk = disk;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      bytes += length;
      if (failure != null) {
        return;
      }
      try {
        disk.write(buffer, offset, length);
      } catch (ClosedByInterruptException | InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
