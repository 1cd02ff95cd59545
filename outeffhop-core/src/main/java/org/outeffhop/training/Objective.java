package org.outeffhop.training;

import org.bytedeco.pytorch.Tensor;

/** What is minimised. */
@FunctionalInterface
public interface Objective {
  /**
   * The loss of one batch, with its graph.
   *
   * @param step from 0
   * @param microBatch from 0, below the number of gradient accumulation steps
   */
  Tensor loss(long step, int microBatch);
}
