package org.outeffhop.tensor;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file under a temporary name beside it and moves it into place once it is complete. */
public final class AtomicFile {
  /** The suffix of files that are not complete yet. */
  public static final String TEMPORARY_SUFFIX = ".tmp";

  private AtomicFile() {}

  /** The content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes the file, replacing one of that name. On an error nothing is left behind. */
  public static void write(Path file, Content content) throws IOException {
    replace(
        file,
        temporary -> {
          try (OutputStream out =
              new BufferedOutputStream(
                  Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW))) {
            content.writeTo(out);
          }
        });
  }

  /**
   * As {@link #write}, and returns only when the file is on the disk under its name: after a crash
   * of the machine there is the whole file or its previous version. Interrupting the thread does
   * not stop the write.
   */
  public static void writeDurably(Path file, Content content) throws IOException {
    replace(
        file,
        temporary -> {
          // Not a channel, which an interrupt closes.
          try (FileOutputStream disk = new FileOutputStream(temporary.toFile());
              OutputStream out = new BufferedOutputStream(disk)) {
            content.writeTo(out);
            out.flush();
            disk.getFD().sync();
          }
        });
    syncFolder(file.toAbsolutePath().getParent());
  }

  @FunctionalInterface
  private interface Writer {
    void write(Path temporary) throws IOException;
  }

  private static void replace(Path file, Writer writer) throws IOException {
    // Not createTempFile, whose files nobody but the owner may read.
    Path temporary =
        file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
    try {
      writer.write(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Flushes the names in a folder to the disk where the system can; Windows cannot open folders.
   */
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      return;
    }
  }
}
