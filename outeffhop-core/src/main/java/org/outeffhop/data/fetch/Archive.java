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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.outeffhop.tensor.AtomicFile;

/**
 * Unpacks an archive into its folder. Paths that lead out of the folder, links, and more bytes than
 * the catalogue says are refused. Java reads gzip and zip; Commons Compress reads tar.
 */
final class Archive {
  /** The extensions of archives. */
  static final String ENDS = ".gz, .tar.gz, .tgz or .zip";

  private static final int MOST_ENTRIES = 10_000;

  /** Names, long names and pax headers of one entry, which are unpacked into memory. */
  private static final long LONGEST_HEADERS = 1 << 18;

  private static final int BUFFER = 1 << 16;

  private final Path archive;
  private final DataFile file;
  private final List<Path> unpacked = new ArrayList<>();
  private final List<Path> written = new ArrayList<>();
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
   * Unpacks beside the archive. Existing files with the same content are kept.
   *
   * @return all files of the archive
   * @throws IOException if the archive is damaged or not to be trusted, or if another file is in
   *     the way; then everything that this call wrote is deleted again
   */
  static List<Path> unpack(Path archive, DataFile file) throws IOException {
    Archive opened = new Archive(archive, file);
    try {
      opened.readAll();
      return List.copyOf(opened.unpacked);
    } catch (EOFException | ZipException | IllegalArgumentException e) {
      opened.undo();
      throw new IOException(archive + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      opened.undo();
      throw e;
    }
  }

  private void undo() throws IOException {
    for (Path path : written) {
      Files.deleteIfExists(path);
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

  private void put(String entry, InputStream content) throws IOException {
    String name = file.rename().getOrDefault(entry, entry);
    if (!Fields.isPlainPath(name)) {
      throw new IOException(
          "%s: '%s' is not a plain path within the folder and cannot be unpacked"
              .formatted(archive, name));
    }
    Path target = archive.resolveSibling(name);
    Bounded bounded = new Bounded(content);
    if (Files.exists(target)) {
      if (!isSame(bounded, target)) {
        throw new IOException(
            target
                + " already exists, with other content than in "
                + archive
                + "; move it away and repeat the command");
      }
    } else {
      Files.createDirectories(target.getParent());
      AtomicFile.write(target, bounded::transferTo);
      written.add(target);
    }
    unpacked.add(target);
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
