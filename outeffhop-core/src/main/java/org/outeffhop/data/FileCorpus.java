package org.outeffhop.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.StagedFiles;
import org.outeffhop.files.Utf8Lines;

/** Documents from {@code .txt} and {@code .jsonl} files. */
final class FileCorpus implements TextCorpus {
  private final List<Path> paths;
  private final List<Path> files;

  FileCorpus(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no data; name at least one .txt or .jsonl file or folder");
    }
    this.paths = List.copyOf(paths);
    this.files = paths.stream().flatMap(path -> filesOf(path).stream()).toList();
  }

  @Override
  public String name() {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    for (Path file : files) {
      fingerprint.add(isJsonLines(file) ? "jsonl" : "txt");
      try (InputStream stream = Files.newInputStream(file)) {
        fingerprint.add(stream);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    return fingerprint.toHex();
  }

  /** One at a time: a stream of the streams of files would hold all documents of a file. */
  @Override
  public Stream<String> documents() {
    Documents documents = new Documents(files.iterator());
    int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(documents, ordered), false)
        .onClose(documents::close);
  }

  private static List<Path> filesOf(Path path) {
    InputPath.require(path);
    if (Files.isRegularFile(path)) {
      if (!isJsonLines(path) && !isText(path)) {
        throw new IllegalArgumentException(path + ": expected a file ending in .txt or .jsonl");
      }
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> found =
          all.filter(Files::isRegularFile)
              .filter(file -> isJsonLines(file) || isText(file))
              .filter(file -> !StagedFiles.isStaged(path, file))
              .sorted(Comparator.comparing(file -> relative(path, file)))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(path + ": no .txt or .jsonl file in this folder");
      }
      return found;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The path within the folder, the same on every system. */
  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isText(Path file) {
    return file.toString().endsWith(".txt");
  }

  private static boolean isJsonLines(Path file) {
    return file.toString().endsWith(".jsonl");
  }

  /** The documents of files, of which one is open at a time. */
  private static final class Documents implements Iterator<String> {
    private final Iterator<Path> files;
    private Path file;
    private FileDocuments open;

    Documents(Iterator<Path> files) {
      this.files = files;
    }

    @Override
    public boolean hasNext() {
      while (open == null || !open.hasNext()) {
        close();
        if (!files.hasNext()) {
          return false;
        }
        file = files.next();
        try {
          open = new FileDocuments(file, new Utf8Lines(file), isJsonLines(file));
        } catch (IOException e) {
          throw unreadable(file, e);
        }
      }
      return true;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return open.next();
    }

    void close() {
      if (open == null) {
        return;
      }
      try {
        open.close();
        open = null;
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  static UncheckedIOException unreadable(Path path, IOException e) {
    return FileFaults.unreadable(path, e);
  }
}
