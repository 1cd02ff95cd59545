package org.outeffhop.quantization;

/**
 * The values that a grid is to cover.
 *
 * @param min the lower end, finite
 * @param max the upper end, finite, at least {@code min}
 */
public record Range(double min, double max) {
  /** Checks both ends. */
  public Range {
    boolean finite = Float.isFinite((float) (max - min)) && Float.isFinite((float) min);
    if (!finite || min > max) {
      throw new IllegalArgumentException(
          "range is " + min + " to " + max + "; it takes finite numbers in order");
    }
  }

  /** max(|min|, |max|). */
  double largest() {
    return Math.max(Math.abs(min), Math.abs(max));
  }
}
