package org.outeffhop.image;

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
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.OtherFile;

/**
 * Images and their grey values from 0 (black) to 1 (white).
 *
 * <p>Grey of a colour is its luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Transparency is
 * ignored.
 */
public final class ImageFiles {
  /** What names of images end with. */
  public static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

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

  private ImageFiles() {}

  /** Whether the end of the name is that of a kind of image. */
  public static boolean isImage(String name) {
    return ENDS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
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
