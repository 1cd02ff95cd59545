package org.outeffhop.data.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.outeffhop.files.StagedFiles;

/**
 * Unpacks an archive into its folder. Paths that lead out of the folder, links, and more bytes than
 * the catalogue says are refused. Java reads gzip and zip; Commons Compress reads tar.
 */
final class Archive implements AutoCloseable {
  /** The extensions of archives. */
  static final String ENDS = ".gz, .tar.gz, .tgz or .zip";

  private static final int MOST_ENTRIES = 10_000;

  /** Names, long names and pax headers of one entry, which are unpacked into memory. */
  private static final long LONGEST_HEADERS = 1 << 18;

  private static final int BUFFER = 1 << 16;

  private final Path archive;
  private final DataFile file;

  /** Where files are put before all of them are there; null before the first. */
  private StagedFiles staged;

  private Path content;

  private final List<Path> unpacked = new ArrayList<>();
  private long bytesLeft;
  private int entries;

  private Archive(Path archive, DataFile file) {
    this.archive = archive;
    this.file = file;
    this.bytesLeft = file.unpackedAtMost();
  }

  static boolean isArchive(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return small.endsWith(".gz") || small.endsWith(".tgz") || small.endsWith(".zip");
  }

  /**
   * Unpacks beside the archive, first into a folder of its own, so that whenever the process stops
   * no part of an archive has a place where it is taken for all of it. Existing files with the same
   * content are kept.
   *
   * @return all files of the archive
   * @throws IOException if the archive is damaged or not to be trusted, or if another file is in
   *     the way; then nothing is changed
   */
  static List<Path> unpack(Path archive, DataFile file) throws IOException {
    try (Archive opened = new Archive(archive, file)) {
      opened.readAll();
      opened.place();
      return List.copyOf(opened.unpacked);
    } catch (EOFException | ZipException | IllegalArgumentException e) {
      throw new IOException(archive + " is damaged: " + e.getMessage(), e);
    }
  }

  private void place() throws IOException {
    if (staged != null) {
      moveInto(content, archive.toAbsolutePath().getParent());
    }
  }

  @Override
  public void close() throws IOException {
    if (staged != null) {
      staged.close();
    }
  }

  /** Where a new file is put at first. */
  private Path begin(Path target, String name) throws IOException {
    requireFolders(target);
    if (staged == null) {
      staged = StagedFiles.in(archive.toAbsolutePath().getParent());
      content = Files.createDirectory(staged.staging().resolve("content"));
    }
    Path written = content.resolve(name);
    Files.createDirectories(written.getParent());
    return written;
  }

  /** Moves what is in a folder into another one, whole folders where there are none yet. */
  private static void moveInto(Path from, Path to) throws IOException {
    List<Path> inside;
    try (Stream<Path> all = Files.list(from)) {
      inside = all.sorted().toList();
    }
    for (Path path : inside) {
      Path target = to.resolve(path.getFileName());
      if (Files.isDirectory(path) && Files.isDirectory(target)) {
        moveInto(path, target);
      } else {
        Files.move(path, target);
      }
    }
  }

  private void readAll() throws IOException {
    String name = file.name().toLowerCase(Locale.ROOT);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive), BUFFER)) {
      if (name.endsWith(".zip")) {
        readZip(raw);
      } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
        readTar(new GZIPInputStream(raw, BUFFER));
      } else {
        put(
            file.name().substring(0, name.length() - ".gz".length()),
            new GZIPInputStream(raw, BUFFER));
      }
    }
  }

  private void readZip(InputStream raw) throws IOException {
    ZipInputStream zip = new ZipInputStream(raw);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      count();
      if (entry.isDirectory()) {
        new Bounded(zip).transferTo(OutputStream.nullOutputStream());
      } else {
        put(entry.getName(), zip);
      }
    }
    if (unpacked.isEmpty()) {
      throw new ZipException("it contains no file");
    }
  }

  private void readTar(InputStream raw) throws IOException {
    Headers headers = new Headers(raw);
    TarArchiveInputStream tar = new TarArchiveInputStream(headers);
    for (TarArchiveEntry entry = headers.next(tar); entry != null; entry = headers.next(tar)) {
      count();
      boolean special =
          entry.isSymbolicLink()
              || entry.isLink()
              || entry.isFIFO()
              || entry.isBlockDevice()
              || entry.isCharacterDevice();
      if (special) {
        throw new IOException(
            archive
                + ": '"
                + entry.getName()
                + "' is a link or a device, which cannot be unpacked");
      }
      if (!entry.isDirectory()) {
        put(entry.getName(), tar);
      }
    }
  }

  private void count() throws IOException {
    entries++;
    if (entries > MOST_ENTRIES) {
      throw new IOException(
          "%s contains more than %d files and folders".formatted(archive, MOST_ENTRIES));
    }
  }

  /** Bounds what stands before the content of an entry: its name and further headers. */
  private final class Headers extends FilterInputStream {
    private long left = Long.MAX_VALUE;

    Headers(InputStream raw) {
      super(raw);
    }

    TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
      left = LONGEST_HEADERS;
      TarArchiveEntry entry = tar.getNextEntry();
      left = Long.MAX_VALUE;
      return entry;
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      return counted(read, read);
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      counted(0, skipped);
      return skipped;
    }

    private int counted(int result, long bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new IOException(
            "%s has an entry whose name and headers take more than %d bytes"
                .formatted(archive, LONGEST_HEADERS));
      }
      return result;
    }
  }

  private void put(String entry, InputStream stream) throws IOException {
    String name = file.rename().getOrDefault(entry, entry);
    if (!Fields.isPlainPath(name)) {
      throw new IOException(
          "%s: '%s' is not a plain path within the folder and cannot be unpacked"
              .formatted(archive, name));
    }
    Path target = archive.resolveSibling(name);
    Bounded bounded = new Bounded(stream);
    Path there = Files.exists(target) || content == null ? target : content.resolve(name);
    if (Files.exists(there)) {
      if (!isSame(bounded, there)) {
        throw new IOException(
            target
                + " already exists, with other content than in "
                + archive
                + "; move it away and repeat the command");
      }
    } else {
      try (OutputStream out = Files.newOutputStream(begin(target, name))) {
        bounded.transferTo(out);
      }
    }
    unpacked.add(target);
  }

  private void requireFolders(Path target) throws IOException {
    Path end = archive.toAbsolutePath().getParent();
    for (Path path = target.toAbsolutePath().getParent();
        !path.equals(end);
        path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new IOException(
            path
                + " is a file where "
                + archive
                + " has a folder; move it away and repeat the command");
      }
    }
  }

  private static boolean isSame(InputStream content, Path target) throws IOException {
    if (!Files.isRegularFile(target)) {
      return false;
    }
    try (InputStream there = Files.newInputStream(target)) {
      byte[] expected;
      do {
        expected = content.readNBytes(BUFFER);
        if (!Arrays.equals(expected, there.readNBytes(BUFFER))) {
          return false;
        }
      } while (expected.length > 0);
      return true;
    }
  }

  /** Counts what all files of the archive take. It does not close the archive. */
  private final class Bounded extends FilterInputStream {
    Bounded(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      bytesLeft -= Math.max(0, read);
      if (bytesLeft < 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s unpacks to more than the %,d bytes it should",
                archive,
                file.unpackedAtMost()));
      }
      return read;
    }
  }
}
