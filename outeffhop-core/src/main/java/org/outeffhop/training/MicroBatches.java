package org.outeffhop.training;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/**
 * A batch of B samples in c parts whose sizes differ by one at most. A trainer takes the mean over
 * the parts, so that part i of n_i samples counts n_i c / B times, and the gradient of a mean over
 * samples is that of the whole batch.
 */
public record MicroBatches(int batchSize, int count) {
  /** Part number {@code part} of the samples of a batch. */
  public int[] of(int[] indices, int part) {
    return Arrays.copyOfRange(indices, first(part), first(part + 1));
  }

  private int first(int part) {
    return Math.toIntExact((long) batchSize * part / count);
  }

  /** The mean loss over the samples of a part, as it counts in the mean over parts. */
  public Tensor weighted(Tensor loss, int samples) {
    double weight = (double) samples * count / batchSize;
    return weight == 1 ? loss : loss.mul(Tensors.scalar(weight));
  }
}
