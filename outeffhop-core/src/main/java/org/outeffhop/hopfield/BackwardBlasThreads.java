package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.outeffhop.tensor.BlasThreads;

/**
 * Runs the backward pass of fused attention with one OpenBLAS thread for each caller, as its
 * forward pass does.
 *
 * <p>The hook on the result runs when its gradient is complete, just before attention's own
 * backward step; the hooks on query, key and value run when theirs are, just after it.
 */
final class BackwardBlasThreads {
  private static final VoidTensorHook SINGLE = new Hook(BlasThreads::single);
  private static final VoidTensorHook ALL = new Hook(BlasThreads::all);

  private BackwardBlasThreads() {}

  static void register(Tensor result, Tensor... inputs) {
    result.register_hook(SINGLE);
    for (Tensor input : inputs) {
      if (input.requires_grad()) {
        input.register_hook(ALL);
      }
    }
  }

  /** Outlives every scope, for one object serves all tensors. */
  private static final class Hook extends VoidTensorHook {
    private final Runnable action;

    Hook(Runnable action) {
      this.action = action;
      retainReference();
    }

    @Override
    public void call(TensorBase gradient) {
      action.run();
    }
  }
}
