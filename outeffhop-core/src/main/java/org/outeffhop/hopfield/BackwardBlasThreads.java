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
  private static final VoidTensorHook SINGLE =
      new VoidTensorHook() {
        @Override
        public void call(TensorBase gradient) {
          BlasThreads.single();
        }
      };

  private static final VoidTensorHook ALL =
      new VoidTensorHook() {
        @Override
        public void call(TensorBase gradient) {
          BlasThreads.all();
        }
      };

  private BackwardBlasThreads() {}

  static void register(Tensor result, Tensor... inputs) {
    result.register_hook(SINGLE);
    for (Tensor input : inputs) {
      if (input.requires_grad()) {
        input.register_hook(ALL);
      }
    }
  }
}
