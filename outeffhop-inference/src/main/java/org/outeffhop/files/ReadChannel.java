package org.outeffhop.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Files that stay open while they are read, and the errors that they share. */
public final class ReadChannel {
  private ReadChannel() {}

  /** Creates a reader of a channel. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads what is needed at once; the channel stays open unless this fails. */
    T over(FileChannel channel) throws IOException;
  }

  /**
   * Opens a file, and closes it again if the reader cannot be created.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public static <T> T open(Path file, Reader<T> reader) {
    InputPath.requireFile(file);
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return reader.over(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  /** Closes the channel of a file. */
  public static void close(Path file, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }
}
