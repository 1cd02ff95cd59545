package org.outeffhop.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * The pixels of an image, colour by colour.
 *
 * @param values [channels, height, width], row by row, unsigned
 */
public record ImagePixels(byte[] values, int channels, int height, int width) {
  /**
   * Reads a file in grey (one channel) or in colours (three).
   *
   * @throws IllegalArgumentException naming the file, if it is damaged or not an image
   */
  public static ImagePixels read(Path file, int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels is " + channels + "; it must be 1 or 3");
    }
    BufferedImage image = ImageFiles.decode(file);
    byte[] values = channels == 1 ? grey(image) : colours(image);
    return new ImagePixels(values, channels, image.getHeight(), image.getWidth());
  }

  /** The centre square, resized to this many pixels on each side. */
  public ImagePixels square(int size) {
    byte[] resized = new CentreCrop(size).apply(values, channels, height, width);
    return new ImagePixels(resized, channels, size, size);
  }

  private static byte[] grey(BufferedImage image) {
    float[] values = ImageFiles.grey(image);
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(255 * values[i]);
    }
    return pixels;
  }

  /** [3, height, width]: all red samples, all green ones, all blue ones. */
  private static byte[] colours(BufferedImage image) {
    if (ImageFiles.isGrey(image)) {
      byte[] grey = grey(image);
      byte[] pixels = new byte[3 * grey.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = grey[i % grey.length];
      }
      return pixels;
    }
    int width = image.getWidth();
    int count = image.getHeight() * width;
    int[] colours = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] pixels = new byte[3 * count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (colours[i] >> 16);
      pixels[count + i] = (byte) (colours[i] >> 8);
      pixels[2 * count + i] = (byte) colours[i];
    }
    return pixels;
  }
}
