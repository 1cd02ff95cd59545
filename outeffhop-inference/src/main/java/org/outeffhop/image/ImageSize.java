package org.outeffhop.image;

/** The size of a pattern that is a grey image of height x width numbers, row by row. */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels; both must be at least 1".formatted(height, width));
    }
  }

  /**
   * A size that a file says.
   *
   * @throws IllegalArgumentException if the file has too many pixels for one array
   */
  public static ImageSize of(String name, long height, long width) {
    if (height > Integer.MAX_VALUE || width > Integer.MAX_VALUE / Math.max(1, height)) {
      throw new IllegalArgumentException(
          "%s has images of %d x %d pixels; the limit is %d pixels"
              .formatted(name, height, width, Integer.MAX_VALUE));
    }
    return new ImageSize((int) height, (int) width);
  }

  /** The numbers in a pattern. */
  public int pixels() {
    return Math.multiplyExact(height, width);
  }

  @Override
  public String toString() {
    return height + " x " + width;
  }
}
