package org.outeffhop.data.pattern;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Images as patterns of grey values from 0 (black) to 1 (white).
 *
 * <p>Grey of a colour is its luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Transparency is
 * ignored.
 */
public final class ImageFiles {
  private static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

  /** The name and the checksum of PNG's last chunk, IEND. */
  private static final byte[] END_OF_PNG = {
    'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82
  };

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
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
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
   * @throws IllegalArgumentException naming the file, if it is damaged or not an image
   */
  public static BufferedImage decode(Path file) {
    BufferedImage image;
    try {
      byte[] content = Files.readAllBytes(file);
      requireWhole(file, content);
      image = ImageIO.read(new ByteArrayInputStream(content));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(file + " is a damaged image: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new IllegalArgumentException(file + " is not an image, although its name says so");
    }
    return image;
  }

  private static Image read(Path file) {
    BufferedImage image = decode(file);
    ImageSize size = new ImageSize(image.getHeight(), image.getWidth());
    return new Image(file, size, grey(image));
  }

  /** Java silently fills the missing part of a truncated PNG with black. */
  private static void requireWhole(Path file, byte[] content) {
    boolean png = content.length > 4 && content[0] == (byte) 0x89 && content[1] == 'P';
    byte[] last = Arrays.copyOfRange(content, Math.max(0, content.length - 8), content.length);
    if (png && !Arrays.equals(last, END_OF_PNG)) {
      throw new IllegalArgumentException(
          file
              + " is a damaged image: its "
              + content.length
              + " bytes end before PNG's last chunk");
    }
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
