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

  /** Does once what the micro-batches of an update have in common; the trainer calls it first. */
  default void beforeUpdate(long step) {}

  /**
   * Whether several threads may ask for losses of one update at once: none draws random numbers or
   * changes anything.
   */
  default boolean isConcurrent() {
    return false;
  }

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
