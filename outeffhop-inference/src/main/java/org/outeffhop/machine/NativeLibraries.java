package org.outeffhop.machine;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import org.outeffhop.files.AtomicFile;

/**
 * Unpacks native libraries from their jars into JavaCPP's cache, before anything loads them, so
 * that a library is there as a whole or not at all whenever the process or the machine stops.
 *
 * <p>JavaCPP unpacks a library at its final place, one after the other while it loads them. The
 * system's loader finds what a library depends on in the same folder, and so takes a library that
 * an interrupted start has left short before JavaCPP looks at its size: every later start ends in a
 * bus error. What is unpacked here has the size and the time by which JavaCPP takes it for its own.
 */
public final class NativeLibraries {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private static final String LOCK = ".outeffhop.lock";

  private NativeLibraries() {}

  /** A library in a jar and its place in the cache. */
  private record Library(URL source, Path file, long bytes, FileTime time) {
    private static Library of(URL source, Path cache) throws IOException {
      JarURLConnection connection = (JarURLConnection) source.openConnection();
      JarEntry entry = connection.getJarEntry();
      Path jar = Path.of(connection.getJarFile().getName()).getFileName();
      Path file = cache.resolve(jar).resolve(entry.getName());
      return new Library(source, file, entry.getSize(), FileTime.fromMillis(entry.getTime()));
    }

    private boolean isWhole() {
      try {
        BasicFileAttributes there = Files.readAttributes(file, BasicFileAttributes.class);
        return there.isRegularFile()
            && there.size() == bytes
            && there.lastModifiedTime().toMillis() == time.toMillis();
      } catch (IOException missing) {
        return false;
      }
    }

    private void unpack() throws IOException {
      Path folder = file.getParent();
      Files.createDirectories(folder);
      deleteLeftBehind(folder);
      AtomicFile.replace(file, this::unpackTo);
      AtomicFile.sync(folder);
    }

    private void unpackTo(Path temporary) throws IOException {
      try (InputStream in = source.openStream();
          FileOutputStream disk = new FileOutputStream(temporary.toFile())) {
        long copied = in.transferTo((OutputStream) disk);
        if (copied != bytes) {
          throw new IOException(
              "%s has %d bytes, but its jar says %d".formatted(source, copied, bytes));
        }
        disk.getFD().sync();
      }
      Files.setLastModifiedTime(temporary, time);
    }

    /** Nobody writes them now: this process has the lock. */
    private static void deleteLeftBehind(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path left :
            files.filter(file -> file.toString().endsWith(AtomicFile.TEMPORARY_SUFFIX)).toList()) {
          Files.deleteIfExists(left);
        }
      }
    }
  }

  /**
   * Unpacks libraries where they are missing or not whole.
   *
   * @param sources entries of a jar
   * @return the folder of the last one
   * @throws UncheckedIOException saying what is to be set where the cache cannot be written
   */
  public static Path unpack(List<URL> sources) {
    try {
      return unpack(cache().toRealPath(), sources);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot unpack native libraries: "
              + e.getMessage()
              + "; set -D"
              + CACHE
              + "=FOLDER to a folder that can be written",
          e);
    }
  }

  /**
   * JavaCPP's folder for unpacked libraries: the chosen one, that of the user's home, or one among
   * the temporary files. JavaCPP silently takes another where the chosen one cannot be.
   */
  private static Path cache() throws IOException {
    String chosen = System.getProperty(CACHE);
    if (chosen != null) {
      return requireChosen(Path.of(chosen));
    }
    Path home = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    Path temporary =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            ".javacpp-" + System.getProperty("user.name"),
            "cache");
    try {
      return requireChosen(home);
    } catch (IOException e) {
      return requireChosen(temporary);
    }
  }

  private static Path requireChosen(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(folder + " is no folder and cannot be made one", e);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException(folder + " cannot be written");
    }
    return folder;
  }

  static synchronized Path unpack(Path cache, List<URL> sources) throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (URL source : sources) {
      libraries.add(Library.of(source, cache));
    }
    if (!libraries.stream().allMatch(Library::isWhole)) {
      unpackMissing(cache, libraries);
    }
    return libraries.get(libraries.size() - 1).file().getParent();
  }

  /** One process at a time; those that waited find everything there. */
  private static void unpackMissing(Path cache, List<Library> libraries) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      List<Library> missing = libraries.stream().filter(library -> !library.isWhole()).toList();
      requireRoom(cache, missing);
      for (Library library : missing) {
        library.unpack();
      }
    }
  }

  private static void requireRoom(Path cache, List<Library> missing) throws IOException {
    long needed = missing.stream().mapToLong(Library::bytes).sum();
    long free = Files.getFileStore(cache).getUsableSpace();
    if (needed > free) {
      throw new IOException(
          String.format(
              Locale.ROOT, "they need %,d bytes in %s, where %,d are free", needed, cache, free));
    }
  }
}
