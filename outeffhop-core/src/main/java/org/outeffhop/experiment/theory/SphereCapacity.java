package org.outeffhop.experiment.theory;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How many random patterns a memory stores. A pattern is stored when the state that begins there
 * comes to rest nearer to it than half the distance to the nearest other pattern.
 *
 * @param memory makes the memory of the patterns
 * @param dimension d
 * @param radius m
 * @param beta the inverse temperature
 */
record SphereCapacity(HopfieldFactory memory, int dimension, double radius, double beta) {
  private static final int STEPS = 50;
  private static final double TOLERANCE = 1e-6;

  /** Patterns asked for at most when the capacity is searched. */
  private static final int ASKED = 128;

  /**
   * What became of the patterns asked for.
   *
   * @param share the share of them that is stored
   * @param separation R, half the smallest distance of one of them to another pattern
   * @param shareWithinSeparation the share that rests within R, not just within its own half
   *     distance
   */
  record Stored(double share, double separation, double shareWithinSeparation) {}

  /**
   * Draws patterns and asks for the first of them.
   *
   * @param count M
   * @param most how many are asked for at most
   */
  Stored stored(long count, long most) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = RandomPatterns.sphere(count, dimension, radius);
      Tensor asked = patterns.narrow(0, 0, Math.min(count, most));
      Tensor half = nearestOther(asked, patterns).div(new Scalar(2.0));
      Tensor rest = memory.of(patterns, beta).iterate(asked, STEPS, TOLERANCE).state();
      Tensor moved = RandomPatterns.norms(rest.sub(asked)).squeeze(1);
      return new Stored(
          share(moved.le(half)), Tensors.item(half.min()), share(moved.le(half.min())));
    }
  }

  private static double share(Tensor marks) {
    return Tensors.item(marks.to(torch.ScalarType.Double).mean());
  }

  /** The distance of each of the first patterns to the nearest of the others. */
  private static Tensor nearestOther(Tensor asked, Tensor patterns) {
    Tensor distances = torch.cdist(asked, patterns);
    distances.fill_diagonal_(new Scalar(Double.POSITIVE_INFINITY));
    return distances.amin(new long[] {-1}, false);
  }

  /** In how many of some draws all of the patterns rest within R. */
  long drawsThatStoreAll(long count, int draws) {
    return IntStream.range(0, draws)
        .filter(draw -> stored(count, count).shareWithinSeparation() == 1)
        .count();
  }

  /**
   * The largest number of patterns, growing by half each time, of which the given share is stored,
   * in the mean of some draws.
   *
   * @param most where the search ends
   */
  long capacity(double share, int draws, long most) {
    long stored = 1;
    for (long count = 2; count <= most; count = Math.max(count + 1, count * 3 / 2)) {
      double sum = 0;
      for (int draw = 0; draw < draws; draw++) {
        sum += stored(count, ASKED).share();
      }
      if (sum / draws < share) {
        return stored;
      }
      stored = count;
    }
    return stored;
  }
}
