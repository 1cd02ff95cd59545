package org.outeffhop.training;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Which optimizer trains, and its settings but for the learning rate. A new optimizer is a class
 * that implements {@link Optimizer} with its config beside it, as {@link AdamW} is, and a name in
 * the list of permitted types here.
 */
public sealed interface OptimizerConfig permits AdamW.Config {
  /**
   * Makes the optimizer, which has made no update yet.
   *
   * @param parameters leaf tensors that require a gradient, by their Hugging Face names
   * @throws IllegalArgumentException naming a parameter that cannot be trained or is there twice
   */
  Optimizer create(Map<String, Tensor> parameters);

  /** Bytes of {@link Optimizer#state} for each trained scalar, at least. */
  int stateBytesPerParameter();

  /** Bytes for each trained scalar: its float32 value, its gradient and the optimizer's state. */
  default int bytesPerParameter() {
    return 2 * Float.BYTES + stateBytesPerParameter();
  }

  /**
   * By name, as in files. Files that say nothing else are AdamW's; every other optimizer writes its
   * name under {@code optimizer}.
   */
  Map<String, Object> asMap();
}
