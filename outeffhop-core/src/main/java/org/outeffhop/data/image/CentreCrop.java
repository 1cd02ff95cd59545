package org.outeffhop.data.image;

/**
 * Cuts the centre square out of an image and resizes it.
 *
 * <p>Along each axis an output pixel is the mean of input pixels weighted by a triangle: with scale
 * s = side / size, pixel i has its centre at (i + 1/2) s and weights max(0, 1 - |x + 1/2 - centre|
 * / max(s, 1)), normalised. That is bilinear resizing which does not skip pixels where it shrinks.
 *
 * @param size pixels on each side afterwards
 */
record CentreCrop(int size) {
  /**
   * Cuts and resizes.
   *
   * @param pixels [channels, height, width], row by row, unsigned
   * @return [channels, size, size]
   */
  byte[] apply(byte[] pixels, int channels, int height, int width) {
    if (height == size && width == size) {
      return pixels;
    }
    int side = Math.min(height, width);
    double[][] weights = weights(side);
    byte[] resized = new byte[channels * size * size];
    for (int channel = 0; channel < channels; channel++) {
      int first = (channel * height + (height - side) / 2) * width + (width - side) / 2;
      resize(pixels, first, width, weights, resized, channel * size * size);
    }
    return resized;
  }

  private void resize(
      byte[] pixels, int first, int stride, double[][] weights, byte[] to, int start) {
    int side = weights[0].length;
    double[] row = new double[side];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < side; x++) {
        row[x] = 0;
        for (int from = 0; from < side; from++) {
          if (weights[y][from] > 0) {
            row[x] += weights[y][from] * (pixels[first + from * stride + x] & 255);
          }
        }
      }
      for (int x = 0; x < size; x++) {
        double value = 0;
        for (int from = 0; from < side; from++) {
          value += weights[x][from] * row[from];
        }
        to[start + y * size + x] = (byte) Math.round(value);
      }
    }
  }

  /** Of every output pixel, those of all input pixels. */
  private double[][] weights(int side) {
    double scale = (double) side / size;
    double reach = Math.max(scale, 1);
    double[][] weights = new double[size][side];
    for (int to = 0; to < size; to++) {
      double centre = (to + 0.5) * scale;
      double sum = 0;
      for (int from = 0; from < side; from++) {
        weights[to][from] = Math.max(0, 1 - Math.abs(from + 0.5 - centre) / reach);
        sum += weights[to][from];
      }
      for (int from = 0; from < side; from++) {
        weights[to][from] /= sum;
      }
    }
    return weights;
  }
}
