package org.outeffhop.training;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Updates parameters from their gradients. An {@link OptimizerConfig} makes it. */
public interface Optimizer extends AutoCloseable {
  /**
   * Updates every parameter that has a gradient; the others stay as they are, as in PyTorch.
   *
   * @param learningRate the learning rate of this update
   */
  void step(double learningRate);

  /**
   * What the optimizer remembers from one update to the next, by the names that checkpoints use.
   * The tensors are the optimizer's own: copying into them restores a state.
   */
  Map<String, Tensor> state();

  /** Frees the state. */
  @Override
  void close();
}
