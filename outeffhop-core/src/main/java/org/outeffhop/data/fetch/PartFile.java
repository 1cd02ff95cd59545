package org.outeffhop.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The first bytes of a file, {@code NAME.part}, and beside it {@code NAME.part.from}: the address
 * they came from, and the server's word for that version of the file (its ETag, or its date).
 */
final class PartFile implements AutoCloseable {
  /** The suffix of unfinished files. */
  static final String END = ".part";

  private final Path target;
  private final Path part;
  private final Path from;
  private final FileChannel channel;

  private PartFile(Path target, FileChannel channel) {
    this.target = target;
    this.part = part(target);
    this.from = target.resolveSibling(target.getFileName() + END + ".from");
    this.channel = channel;
  }

  /** The path of the first bytes of a file. */
  static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + END);
  }

  /**
   * Opens or creates the part, for this process alone.
   *
   * @throws IOException if another process fetches the file or has just done so
   */
  static PartFile open(Path target) throws IOException {
    FileChannel channel =
        FileChannel.open(part(target), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    PartFile opened = new PartFile(target, channel);
    // The lock is released with the channel.
    if (!isLocked(channel) || Files.exists(target)) {
      channel.close();
      throw new IOException(target + " is being fetched by another process; wait for it");
    }
    channel.position(channel.size());
    return opened;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The file with the bytes so far. */
  Path path() {
    return part;
  }

  long length() throws IOException {
    return channel.size();
  }

  /** The version that the bytes are of, if they came from this address and the server said it. */
  Optional<String> version(URI address) throws IOException {
    if (!Files.isRegularFile(from)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(from);
    return lines.size() == 2 && lines.get(0).equals(address.toString())
        ? Optional.of(lines.get(1))
        : Optional.empty();
  }

  /** Discards the bytes so far and starts over with another version. */
  void begin(URI address, Optional<String> version) throws IOException {
    discard();
    if (version.isPresent()) {
      Files.write(from, List.of(address.toString(), version.get()));
    }
  }

  void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void discard() throws IOException {
    channel.truncate(0);
    Files.deleteIfExists(from);
  }

  /** Moves the complete file into place. */
  void complete() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(from);
  }

  /** Keeps the bytes for the next attempt; an empty part is deleted. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      boolean empty = channel.size() == 0;
      if (empty) {
        Files.deleteIfExists(from);
        Files.deleteIfExists(part);
      }
      channel.close();
    }
  }
}
