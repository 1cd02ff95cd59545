package org.outeffhop.quantization;

import java.util.Arrays;

/** The entropy threshold, written out over all elements for every threshold. */
final class PlainEntropy {
  private static final double EMPTY = 1e-4;

  private PlainEntropy() {}

  static double threshold(float[] values, double width, int levels) {
    int last = 0;
    for (float x : values) {
      last = Math.max(last, bin(x, width));
    }
    double least = Double.POSITIVE_INFINITY;
    int best = last + 1;
    for (int bins = levels; bins <= last + 1; bins++) {
      double divergence = divergence(values, width, levels, bins);
      if (divergence < least) {
        least = divergence;
        best = bins;
      }
    }
    return best * width;
  }

  /** Bin k of |x| holds k w <= x < (k + 1) w, and for negative x k w < |x| <= (k + 1) w. */
  private static int bin(float x, double width) {
    double position = Math.floor(x / width);
    return (int) (position < 0 ? -position - 1 : position);
  }

  private static double divergence(float[] values, double width, int levels, int bins) {
    double[] p = new double[bins];
    double[] inside = new double[bins];
    for (float x : values) {
      int bin = bin(x, width);
      p[Math.min(bin, bins - 1)]++;
      if (bin < bins) {
        inside[bin]++;
      }
    }
    p[0] = p[1];
    inside[0] = inside[1];
    int[] level = new int[bins];
    for (int k = levels - 1; k >= 0; k--) {
      Arrays.fill(level, (int) ((long) k * bins / levels), (int) ((k + 1L) * bins / levels), k);
    }
    double[] sums = new double[levels];
    double[] filled = new double[levels];
    for (int bin = 0; bin < bins; bin++) {
      sums[level[bin]] += inside[bin];
      filled[level[bin]] += p[bin] > 0 ? 1 : 0;
    }
    double[] q = new double[bins];
    Arrays.setAll(
        q, bin -> p[bin] > 0 ? Math.max(EMPTY, sums[level[bin]] / filled[level[bin]]) : 0);
    double sumP = Arrays.stream(p).sum();
    double sumQ = Arrays.stream(q).sum();
    double divergence = 0;
    for (int bin = 0; bin < bins; bin++) {
      double share = p[bin] / sumP;
      divergence += share > 0 ? share * Math.log(share / (q[bin] / sumQ)) : 0;
    }
    return divergence;
  }
}
