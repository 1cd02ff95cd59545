package org.outeffhop.testing;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Weights of which none is at its initial value, so that each one matters. */
public final class Randomised {
  private Randomised() {}

  /** Adds normal noise of deviation 0.3 to every parameter. */
  public static void parameters(Parameters parameters) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      for (Tensor tensor : parameters.asMap().values()) {
        tensor.add_(torch.randn_like(tensor).mul(Tensors.scalar(0.3)));
      }
    }
  }
}
