package org.outeffhop.data.pattern;

/** The size of a pattern that is a grey image of height x width numbers, row by row. */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels; both must be at least 1".formatted(height, width));
    }
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
