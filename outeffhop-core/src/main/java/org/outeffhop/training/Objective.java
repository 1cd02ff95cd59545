package org.outeffhop.training;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What is minimised. */
@FunctionalInterface
public interface Objective {
  /**
   * The loss on one batch, a tensor with one element on the autograd tape of the parameters.
   *
   * @param step the update it is for, from 0
   * @param microBatch which of the batches of that update, from 0
   */
  Tensor loss(long step, int microBatch);

  /**
   * The first module whose output on such a batch is not finite, by its name; empty where there is
   * none or no way to look.
   */
  default Optional<String> firstNonFinite(long step, int microBatch) {
    return Optional.empty();
  }

  /** The tokens in one batch, for the log; 0 where there are none. */
  default long tokensPerMicroBatch() {
    return 0;
  }
}
