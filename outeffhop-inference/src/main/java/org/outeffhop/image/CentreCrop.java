package org.outeffhop.image;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts the centre square out of an image and resizes it.
 *
 * <p>Along each axis an output pixel is the mean of input pixels weighted by a triangle: with scale
 * s = side / size, pixel i has its centre at (i + 1/2) s and weights max(0, 1 - |x + 1/2 - centre|
 * / max(s, 1)), normalised. This is bilinear resizing that skips no pixels when it shrinks an
 * image.
 *
 * @param size pixels on each side afterwards
 */
public record CentreCrop(int size) {
  /**
   * Cuts and resizes.
   *
   * @param pixels [channels, height, width], row by row, unsigned
   * @return [channels, size, size]
   */
  public byte[] apply(byte[] pixels, int channels, int height, int width) {
    if (height == size && width == size) {
      return pixels;
    }
    int side = Math.min(height, width);
    List<Taps> taps = taps(side);
    byte[] resized = new byte[channels * size * size];
    for (int channel = 0; channel < channels; channel++) {
      int first = (channel * height + (height - side) / 2) * width + (width - side) / 2;
      resize(pixels, first, width, taps, resized, channel * size * size, side);
    }
    return resized;
  }

  /** The weights of the input pixels from {@code first} on. */
  private record Taps(int first, double[] weights) {}

  private void resize(
      byte[] pixels, int first, int stride, List<Taps> taps, byte[] to, int start, int side) {
    double[] row = new double[side];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < side; x++) {
        row[x] = 0;
        Taps rows = taps.get(y);
        for (int tap = 0; tap < rows.weights().length; tap++) {
          int from = first + (rows.first() + tap) * stride + x;
          row[x] += rows.weights()[tap] * (pixels[from] & 255);
        }
      }
      for (int x = 0; x < size; x++) {
        Taps columns = taps.get(x);
        double value = 0;
        for (int tap = 0; tap < columns.weights().length; tap++) {
          value += columns.weights()[tap] * row[columns.first() + tap];
        }
        to[start + y * size + x] = (byte) Math.round(value);
      }
    }
  }

  /** Of every output pixel, those of the input pixels that its triangle reaches. */
  private List<Taps> taps(int side) {
    double scale = (double) side / size;
    double reach = Math.max(scale, 1);
    return IntStream.range(0, size).mapToObj(to -> taps((to + 0.5) * scale, reach, side)).toList();
  }

  private static Taps taps(double centre, double reach, int side) {
    int first = (int) Math.max(0, Math.ceil(centre - reach - 0.5));
    int last = (int) Math.min(side - 1, Math.floor(centre + reach - 0.5));
    double[] weights = new double[last - first + 1];
    double sum = 0;
    for (int tap = 0; tap < weights.length; tap++) {
      weights[tap] = Math.max(0, 1 - Math.abs(first + tap + 0.5 - centre) / reach);
      sum += weights[tap];
    }
    for (int tap = 0; tap < weights.length; tap++) {
      weights[tap] /= sum;
    }
    return new Taps(first, weights);
  }
}
