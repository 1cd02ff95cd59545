package org.outeffhop.data.pattern;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.OtherFile;
import org.outeffhop.image.ImageFiles;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;

/** Chooses the reader of a file by its extension. */
final class PatternFiles {
  private static final int BUFFER = 1 << 16;

  /** The most bytes that one byte of deflated data can stand for. */
  private static final long MOST_DEFLATED = 1032;

  private PatternFiles() {}

  static Patterns read(Path path) {
    InputPath.require(path);
    if (Files.isDirectory(path)) {
      return ImagePatterns.readFolder(path);
    }
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    boolean compressed = !plain.equals(name);
    if (plain.endsWith(".idx") || plain.endsWith("-ubyte")) {
      return withStream(
          path, compressed, (stream, most) -> IdxFile.read(path.toString(), stream, most));
    }
    if (plain.endsWith(".csv")) {
      return withStream(path, compressed, (stream, most) -> CsvFile.read(path.toString(), stream));
    }
    if (name.endsWith(".npy")) {
      return withStream(path, false, (stream, most) -> NpyFile.read(path.toString(), stream, most));
    }
    if (name.endsWith(".safetensors")) {
      return safetensors(path);
    }
    if (ImageFiles.isImage(name)) {
      return ImagePatterns.readFile(path);
    }
    throw new IllegalArgumentException(
        path
            + ": unknown file extension; supported are .png, .jpg, .bmp, .gif,"
            + " .idx, -ubyte, .npy, .safetensors and .csv (IDX and CSV also with .gz)");
  }

  /** Reads something from the content of a file. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads it.
     *
     * @param most bytes that the content can have, whatever it says of itself
     */
    T read(BufferedInputStream stream, long most) throws IOException;
  }

  static <T> T withStream(Path path, boolean compressed, Reader<T> reader) {
    if (compressed) {
      OtherFile.refuseUncompressed(path);
    }
    try (InputStream file = Files.newInputStream(path);
        BufferedInputStream stream =
            new BufferedInputStream(
                compressed ? new GZIPInputStream(file, BUFFER) : file, BUFFER)) {
      return reader.read(stream, compressed ? Files.size(path) * MOST_DEFLATED : Files.size(path));
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          path
              + " is damaged: "
              + (compressed ? "its compressed data ends early" : "it ends early"),
          e);
    } catch (IOException e) {
      throw FileFaults.unreadable(path, e);
    }
  }

  /** The file's only tensor, or the one called {@code patterns}. */
  private static Patterns safetensors(Path path) {
    try (TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> tensors = SafeTensors.read(path);
      Tensor chosen =
          tensors.size() == 1 ? tensors.values().iterator().next() : tensors.get("patterns");
      if (chosen == null) {
        throw new IllegalArgumentException(
            path
                + " contains the tensors "
                + tensors.keySet().stream().sorted().collect(Collectors.joining(", "))
                + "; it must contain a single tensor, or one called patterns");
      }
      Patterns patterns = Patterns.ofTensor(path.toString(), chosen);
      scope.keep(patterns.values());
      return patterns;
    }
  }
}
