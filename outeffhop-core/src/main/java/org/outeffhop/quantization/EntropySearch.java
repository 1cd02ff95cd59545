package org.outeffhop.quantization;

/**
 * The threshold that changes the distribution of |x| least:
 *
 * <pre>{@code
 * T = argmin KL(P || Q) = argmin sum P_j log(P_j / Q_j)
 * }</pre>
 *
 * <p>P is the histogram of |x| up to T, to whose last bin the elements beyond T are added. For Q
 * the bins up to T, without those elements, are joined to as many groups as the grid has levels for
 * magnitudes, 2^(bits-1), or 2^bits where no element is negative; a group's count is spread evenly
 * over those of its bins that are not empty in P. Both are divided by their sums, and an empty bin
 * of Q counts {@value #EMPTY} elements. The first bin is taken to count as many as the second,
 * since the many zeros of a ReLU would decide alone. T runs over all bin ends from as many bins as
 * levels on; a grid of more levels than bins keeps the whole range.
 *
 * <p>This is TensorRT's calibration (Migacz, 8-bit Inference with TensorRT, 2017) as ONNX Runtime
 * has it, the first bin as in NVIDIA's pytorch-quantization, with these differences: bins of |x|
 * rather than a histogram symmetric around 0, 1,025 to 2,048 of them, groups whose sizes differ by
 * a bin at most rather than a long last group, and levels that follow the bits.
 */
final class EntropySearch {
  private static final int MOST_BINS = 2048;
  private static final double EMPTY = 1e-4;

  private final double[] counts;
  private final int levels;

  private EntropySearch(double[] counts, int levels) {
    this.counts = counts;
    this.levels = levels;
  }

  static Range range(Histogram histogram, Grid grid) {
    Range ends = histogram.ends();
    int levels = 1 << (ends.min() < 0 ? grid.bits() - 1 : grid.bits());
    int doublings = 0;
    while (lastBin(histogram) >> doublings >= MOST_BINS) {
      doublings++;
    }
    double[] counts = new double[(int) (lastBin(histogram) >> doublings) + 1];
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      if (histogram.count(bin) > 0) {
        counts[(int) (magnitude(histogram.position(bin)) >> doublings)] += histogram.count(bin);
      }
    }
    if (counts.length > 1) {
      counts[0] = counts[1];
    }
    double width = Math.scalb(histogram.width(), doublings);
    double threshold = width * new EntropySearch(counts, levels).bins();
    return new Range(Math.max(ends.min(), -threshold), Math.min(ends.max(), threshold));
  }

  private static long lastBin(Histogram histogram) {
    long last = 0;
    for (int bin = 0; bin < Histogram.BINS; bin++) {
      if (histogram.count(bin) > 0) {
        last = Math.max(last, magnitude(histogram.position(bin)));
      }
    }
    return last;
  }

  /** The bin of |x| for a bin of x. */
  private static long magnitude(long position) {
    return position < 0 ? -position - 1 : position;
  }

  /** The number of bins below the best threshold. */
  private int bins() {
    double beyond = 0;
    for (int bin = levels; bin < counts.length; bin++) {
      beyond += counts[bin];
    }
    int best = counts.length;
    double least = Double.POSITIVE_INFINITY;
    for (int bins = levels; bins <= counts.length; bins++) {
      double divergence = divergence(bins, beyond);
      if (divergence < least) {
        least = divergence;
        best = bins;
      }
      beyond -= bins < counts.length ? counts[bins] : 0;
    }
    return best;
  }

  private double divergence(int bins, double beyond) {
    double[] joined = joined(bins, beyond);
    double sumP = beyond;
    double sumQ = 0;
    for (int bin = 0; bin < bins; bin++) {
      sumP += counts[bin];
      sumQ += joined[bin];
    }
    double divergence = 0;
    for (int bin = 0; bin < bins; bin++) {
      double p = p(bin, bins, beyond);
      if (p > 0) {
        divergence += p / sumP * Math.log(p / sumP * sumQ / joined[bin]);
      }
    }
    return divergence;
  }

  private double p(int bin, int bins, double beyond) {
    return counts[bin] + (bin == bins - 1 ? beyond : 0);
  }

  /** Q before it is divided by its sum. */
  private double[] joined(int bins, double beyond) {
    double[] q = new double[bins];
    for (int level = 0; level < levels; level++) {
      int from = (int) ((long) level * bins / levels);
      int to = (int) ((level + 1L) * bins / levels);
      double sum = 0;
      int filled = 0;
      for (int bin = from; bin < to; bin++) {
        sum += counts[bin];
        filled += p(bin, bins, beyond) > 0 ? 1 : 0;
      }
      for (int bin = from; bin < to; bin++) {
        q[bin] = p(bin, bins, beyond) > 0 ? Math.max(sum / filled, EMPTY) : 0;
      }
    }
    return q;
  }
}
