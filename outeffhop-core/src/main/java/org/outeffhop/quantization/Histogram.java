package org.outeffhop.quantization;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How many elements lie in each of {@value #BINS} bins, and their sum there, over any number of
 * batches.
 *
 * <p>Bin k holds the x with k w &lt;= x &lt; (k + 1) w. The width w is the smallest power of two
 * for which the bins from the smallest to the largest element suffice, so at most 1/4095 of their
 * distance, but no finer than float32 tells numbers apart. When a batch widens the range, w doubles
 * and neighbours merge, which loses nothing: the histogram of some batches is the same in every
 * order, and the same as that of one batch that holds them all.
 */
public final class Histogram {
  /** The number of bins. */
  public static final int BINS = 8192;

  /** Elements that are sorted into bins at a time, which bounds the memory needed meanwhile. */
  private static final long CHUNK = 1 << 20;

  private static final int MANTISSA = 22;

  private long[] counts = new long[BINS];
  private double[] sums = new double[BINS];
  private int exponent = Float.MIN_EXPONENT;
  private long first;
  private long count;
  private double squares;
  private Range ends;

  /** Takes in a batch whose ends are known. */
  void add(Tensor batch, Range ofBatch) {
    Range all =
        ends == null
            ? ofBatch
            : new Range(Math.min(ends.min(), ofBatch.min()), Math.max(ends.max(), ofBatch.max()));
    if (!all.equals(ends)) {
      widen(all);
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor flat = batch.detach().reshape(-1);
      for (long start = 0; start < flat.numel(); start += CHUNK) {
        try (TensorScope chunk = TensorScope.open()) {
          addChunk(flat.narrow(0, start, Math.min(CHUNK, flat.numel() - start)));
        }
      }
    }
    count += batch.numel();
  }

  private void addChunk(Tensor chunk) {
    Tensor x = chunk.to(ScalarType.Double);
    Tensor bins =
        x.div(Tensors.scalar(width())).floor_().sub_(Tensors.scalar(first)).to(ScalarType.Long);
    long[] newCounts = Tensors.toLongs(torch.bincount(bins, new TensorOptional(), BINS));
    double[] newSums = Tensors.toDoubles(torch.bincount(bins, Tensors.optional(x), BINS));
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] += newCounts[bin];
      sums[bin] += newSums[bin];
    }
    squares += Tensors.item(x.square().sum());
  }

  private void widen(Range all) {
    int wider = Math.max(exponent, Math.getExponent(all.largest()) - MANTISSA);
    while (bin(all.max(), wider) - bin(all.min(), wider) >= BINS) {
      wider++;
    }
    long newFirst = bin(all.min(), wider);
    int doublings = Math.min(wider - exponent, Long.SIZE - 1);
    long[] newCounts = new long[BINS];
    double[] newSums = new double[BINS];
    for (int old = 0; old < BINS; old++) {
      if (counts[old] > 0) {
        int bin = (int) (((first + old) >> doublings) - newFirst);
        newCounts[bin] += counts[old];
        newSums[bin] += sums[old];
      }
    }
    counts = newCounts;
    sums = newSums;
    exponent = wider;
    first = newFirst;
    ends = all;
  }

  private static long bin(double x, int exponent) {
    return (long) Math.floor(Math.scalb(x, -exponent));
  }

  /** The width of a bin. */
  public double width() {
    return Math.scalb(1.0, exponent);
  }

  /** The number of elements. */
  public long count() {
    return count;
  }

  /** The smallest and the largest element. */
  public Range ends() {
    return ends;
  }

  /** Elements in a bin, 0 to {@value #BINS} - 1; bin 0 holds the smallest element. */
  long count(int bin) {
    return counts[bin];
  }

  /** The sum of the elements in a bin. */
  double sum(int bin) {
    return sums[bin];
  }

  /** The k of a bin, which begins at k w. */
  long position(int bin) {
    return first + bin;
  }

  /** sum x^2. */
  double squares() {
    return squares;
  }

  /**
   * The percentile, interpolated linearly between order statistics, elements of a bin taken as
   * spread evenly over it. It differs from the exact one by one {@link #width()} at most.
   *
   * @param percent 0 to 100, of which 0 and 100 are exact
   */
  public double percentile(double percent) {
    double position = (count - 1) * percent / 100;
    long below = (long) Math.floor(position);
    double near = element(below);
    double far = element(Math.min(below + 1, count - 1));
    return near + (far - near) * (position - below);
  }

  /** The element with so many before it in order. */
  private double element(long rank) {
    if (rank == 0) {
      return ends.min();
    }
    if (rank == count - 1) {
      return ends.max();
    }
    long before = 0;
    int bin = 0;
    while (before + counts[bin] <= rank) {
      before += counts[bin];
      bin++;
    }
    double x = width() * (position(bin) + (rank - before + 0.5) / counts[bin]);
    return Math.max(ends.min(), Math.min(ends.max(), x));
  }

  /** Bytes that the bins take. */
  long bytes() {
    return (long) BINS * (Long.BYTES + Double.BYTES);
  }
}
