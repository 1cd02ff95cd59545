package org.outeffhop.testing;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** Backward passes with a given upstream gradient. */
public final class Gradients {
  private Gradients() {}

  /** Accumulates d(sum(y * upstream)) into the leaves. */
  public static void backward(Tensor y, Tensor upstream) {
    y.backward(upstream, new BoolOptional(), false, new TensorArrayRefOptional());
  }
}
