package org.outeffhop.experiment.task;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * How far hidden states h are from others h':
 *
 * <pre>{@code
 * e(h, h') = sum (h - h')^2 / sum h'^2
 * }</pre>
 */
final class HiddenStates {
  private static final long[] STATES = {-3, -2, -1};

  private HiddenStates() {}

  /** e(h, h') over the last three axes. */
  static Tensor relativeError(Tensor states, Tensor wanted) {
    Tensor error = states.sub(wanted).square().sum(STATES, false, null);
    return error.div(wanted.square().sum(STATES, false, null));
  }

  /**
   * The config's layer weight times the mean of e over the layers. The teacher's states are cut at
   * the threshold of the activations: the student is not asked for what the penalty forbids.
   *
   * @param layers [layers, B, L, D]
   * @param wanted the teacher's
   * @return a tensor with one element
   */
  static Tensor layerDistance(Tensor layers, Tensor wanted, ConversionConfig config) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor errors = relativeError(layers, Tensors.within(wanted, config.threshold()));
      return scope.keep(errors.mean().mul(Tensors.scalar(config.layerWeight())));
    }
  }
}
