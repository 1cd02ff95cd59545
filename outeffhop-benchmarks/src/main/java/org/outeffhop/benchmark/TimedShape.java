package org.outeffhop.benchmark;

/**
 * The shape of queries, keys and values: [batch, heads, length, size].
 *
 * @param size of a head
 */
public record TimedShape(int batch, int heads, int length, int size) {
  /** The axes. */
  long[] axes() {
    return new long[] {batch, heads, length, size};
  }

  /**
   * A shape written as {@code 8x12x512x64}.
   *
   * @throws IllegalArgumentException if it is written otherwise
   */
  public static TimedShape of(String text) {
    if (!text.matches("[1-9]\\d{0,5}(x[1-9]\\d{0,5}){3}")) {
      throw new IllegalArgumentException(
          "shape is '"
              + text
              + "'; it must be batch, heads, length and head size, such as 8x12x512x64");
    }
    String[] parts = text.split("x");
    return new TimedShape(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }

  @Override
  public String toString() {
    return batch + "x" + heads + "x" + length + "x" + size;
  }
}
