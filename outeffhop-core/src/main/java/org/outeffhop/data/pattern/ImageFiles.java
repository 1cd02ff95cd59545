package org.outeffhop.data.pattern;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.outeffhop.tensor.FileFaults;
import org.outeffhop.tensor.OtherFile;

/**
 * Images as patterns of grey values from 0 (black) to 1 (white).
 *
 * <p>Grey of a colour is its luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Transparency is
 * ignored.
 */
public final class ImageFiles {
  private static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

  /** Unpacked, a pixel takes about this much of Java's heap. */
  private static final int PIXEL_BYTES = 16;

  /** What libjpeg warns of when it makes up pixels; bytes too many between markers are none. */
  private static final Pattern DAMAGE =
      Pattern.compile(
          "Corrupt JPEG data(?!.*extraneous)|Premature end|truncated", Pattern.CASE_INSENSITIVE);

  /** More than any of the formats can compress; PNG with a bit a pixel comes to 8,256. */
  private static final long MOST_PIXELS_A_BYTE = 10_000;

  private static final long MOST_PIXELS = 1L << 27;
  private static final long MOST_BYTES = 1L << 28;

  private record Image(Path file, ImageSize size, float[] grey) {}

  private ImageFiles() {}

  /** Whether the end of the name is that of a kind of image. */
  public static boolean isImage(String name) {
    return ENDS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  static Patterns readFile(Path file) {
    Image image = read(file);
    return Patterns.ofRows(file.toString(), List.of(image.grey()), Optional.of(image.size()));
  }

  /** All images of a folder in the order of their names; files of other kinds are skipped. */
  static Patterns readFolder(Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> isImage(file.toString())).sorted().toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          folder + " contains no image; supported are " + String.join(", ", ENDS));
    }
    List<float[]> rows = new ArrayList<>();
    Image first = read(files.get(0));
    for (Path file : files) {
      Image image = read(file);
      if (!image.size().equals(first.size())) {
        throw new IllegalArgumentException(
            "%s has %s pixels and %s %s; all images of a folder must have the same size"
                .formatted(first.file(), first.size(), file, image.size()));
      }
      rows.add(image.grey());
    }
    return Patterns.ofRows(folder.toString(), rows, Optional.of(first.size()));
  }

  /**
   * The pixels of a file.
   *
   * @throws IllegalArgumentException naming the file, if it is damaged, not an image, or larger
   *     than what fits into memory; that is known before memory is taken
   */
  public static BufferedImage decode(Path file) {
    byte[] content = content(file);
    ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content));
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw new IllegalArgumentException(
          file
              + OtherFile.in(content)
                  .map(what -> " is not an image: " + what)
                  .orElse(" is not an image, although its name says so"));
    }
    ImageReader reader = readers.next();
    reader.setInput(stream, true, true);
    try {
      requireSize(
          file,
          intact(file, () -> reader.getWidth(0)),
          intact(file, () -> reader.getHeight(0)),
          content.length);
      return intact(file, () -> pixels(reader, content));
    } finally {
      reader.dispose();
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** What is read, or the error that the image is damaged. */
  private static <T> T intact(Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? "its data end early" : e.getMessage();
      throw new IllegalArgumentException(file + " is a damaged image: " + reason, e);
    }
  }

  private static byte[] content(Path file) {
    try {
      long bytes = Files.size(file);
      long most = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4);
      if (bytes > most) {
        throw new IllegalArgumentException(
            "%s has %d bytes; the limit for an image is %d with this Java heap"
                .formatted(file, bytes, most));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private static void requireSize(Path file, long width, long height, long bytes) {
    if (width * height > bytes * MOST_PIXELS_A_BYTE) {
      throw new IllegalArgumentException(
          "%s has %d x %d pixels; the limit for an image of %d bytes is %d"
              .formatted(file, width, height, bytes, bytes * MOST_PIXELS_A_BYTE));
    }
    long most = Math.min(MOST_PIXELS, Runtime.getRuntime().maxMemory() / PIXEL_BYTES);
    if (width * height > most) {
      throw new IllegalArgumentException(
          "%s has %d x %d pixels; the limit for an image is %d with this Java heap"
              .formatted(file, width, height, most));
    }
  }

  private static BufferedImage pixels(ImageReader reader, byte[] content) throws IOException {
    ImageIntegrity.require(content);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    for (String warning : warnings) {
      if (DAMAGE.matcher(warning).find()) {
        throw new IllegalArgumentException(warning);
      }
    }
    return image;
  }

  private static Image read(Path file) {
    BufferedImage image = decode(file);
    ImageSize size = new ImageSize(image.getHeight(), image.getWidth());
    return new Image(file, size, grey(image));
  }

  /** The grey of every pixel, row by row, from 0 (black) to 1 (white). */
  public static float[] grey(BufferedImage image) {
    int width = image.getWidth();
    float[] grey = new float[image.getHeight() * width];
    // Java takes grey samples for linear light and would brighten them: they are read as they are.
    boolean plain = isGrey(image);
    Raster raster = image.getRaster();
    float white = plain ? (1 << image.getColorModel().getComponentSize(0)) - 1 : 255;
    for (int i = 0; i < grey.length; i++) {
      int x = i % width;
      int y = i / width;
      grey[i] = (plain ? raster.getSample(x, y, 0) : luma(image.getRGB(x, y))) / white;
    }
    return grey;
  }

  /** Whether an image has one sample a pixel, besides transparency. */
  public static boolean isGrey(BufferedImage image) {
    return image.getRaster().getNumBands() <= 2
        && !(image.getColorModel() instanceof IndexColorModel);
  }

  private static float luma(int rgb) {
    return 0.299f * (rgb >> 16 & 255) + 0.587f * (rgb >> 8 & 255) + 0.114f * (rgb & 255);
  }
}
