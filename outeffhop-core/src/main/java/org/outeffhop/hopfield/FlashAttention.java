package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;

/**
 * softmax(beta Q K^T) V by libtorch's fused kernels, flash on the CPU and memory-efficient on a
 * GPU, which return the logsumexp of the scores beside the result.
 *
 * <p>The Java bindings do not have the operators, so they are called through the dispatcher.
 */
final class FlashAttention {
  private static final String CPU = "aten::_scaled_dot_product_flash_attention_for_cpu";
  private static final String GPU = "aten::_scaled_dot_product_efficient_attention";

  private FlashAttention() {}

  /**
   * The kernel's own tensors.
   *
   * @param output [B, H, L_q, D]
   * @param logSumExp log sum_mu exp(beta q^T k_mu), [B, H, L_q]; the GPU's kernel pads the last
   *     axis
   */
  record Result(Tensor output, Tensor logSumExp) {}

  /**
   * Queries, keys and values [B, H, L, D] of one type and size D. Call it inside a scope and, on
   * the CPU, inside a region of {@link org.outeffhop.tensor.BlasThreads#single()}.
   */
  static Result apply(Tensor query, Tensor key, Tensor value, double beta, boolean causal) {
    IValueVector stack = new IValueVector();
    stack.push_back(new IValue(query));
    stack.push_back(new IValue(key));
    stack.push_back(new IValue(value));
    IValue noMask = new IValue();
    double dropout = 0;
    if (query.is_cuda()) {
      boolean withLogSumExp = true;
      stack.push_back(noMask);
      stack.push_back(new IValue(withLogSumExp));
      stack.push_back(new IValue(dropout));
      stack.push_back(new IValue(causal));
    } else {
      stack.push_back(new IValue(dropout));
      stack.push_back(new IValue(causal));
      stack.push_back(noMask);
    }
    stack.push_back(new IValue(beta));
    Dispatcher.singleton().findSchemaOrThrow(query.is_cuda() ? GPU : CPU, "").callBoxed(stack);
    // What toTensor gives lies in the stack; the copy of the handle outlives it.
    return new Result(new Tensor(stack.get(0).toTensor()), new Tensor(stack.get(1).toTensor()));
  }
}
