package org.outeffhop.testing;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;

/**
 * Changes nothing, but wants the attention probabilities, and so takes attention off the fused
 * path.
 */
public final class SeesProbabilities implements Probe {
  @Override
  public Tensor at(String name, Tensor activation) {
    return activation;
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }
}
