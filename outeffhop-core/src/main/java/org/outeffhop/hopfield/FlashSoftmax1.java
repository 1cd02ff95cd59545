package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Tensors;

/**
 * exp(z) / (n + sum exp(z)) V by libtorch's fused kernels, flash on the CPU and memory-efficient on
 * a GPU, without a zero key. With l = log sum exp(z) a row:
 *
 * <pre>
 * l' = log(n + sum exp(z)),   Z' = softmax(z) V * exp(l - l')
 * </pre>
 *
 * <p>The kernel returns Z and l, and its backward pass recomputes the weights from l and the row
 * sums from Z: p = exp(z - l), dz = p (dp - dZ . Z). Put l' and Z' in their places, and the same
 * formulas are the gradient of Softmax1. So both are rewritten where they lie, in the memory that
 * the tape holds; through {@code variable_data}, for to the tape it is no other tensor's business.
 *
 * <p>The Java bindings do not have the operators, so they are called through the dispatcher.
 */
final class FlashSoftmax1 {
  private static final String CPU = "aten::_scaled_dot_product_flash_attention_for_cpu";
  private static final String GPU = "aten::_scaled_dot_product_efficient_attention";

  /** The GPU's kernel reads rows of 16 bytes or more. */
  private static final int GPU_ALIGNMENT = 8;

  private FlashSoftmax1() {}

  /** Whether the kernel takes these tensors; if not, the zero key does. */
  static boolean accepts(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
    return mask.visible() == null
        && (!query.is_cuda() || query.size(3) % GPU_ALIGNMENT == 0)
        && value.size(3) == query.size(3)
        && isDense(query)
        && isDense(key)
        && isDense(value);
  }

  private static boolean isDense(Tensor x) {
    return x.numel() > 0 && x.stride(3) == 1;
  }

  /**
   * The retrieved values, [B, H, L_q, D]. Call it inside a scope.
   *
   * @param n the number of no-op patterns, above 0
   */
  static Tensor apply(
      double n, double beta, Tensor query, Tensor key, Tensor value, boolean causal) {
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
    Tensor result = new Tensor(stack.get(0).toTensor());
    rewrite(n, result, stack.get(1).toTensor());
    return result;
  }

  private static void rewrite(double n, Tensor result, Tensor logSumExp) {
    try (NoGradGuard constant = new NoGradGuard()) {
      Tensor l = logSumExp.variable_data();
      Tensor sink = torch.full_like(l, Tensors.scalar(Math.log(n)));
      Tensor withSink = torch.logaddexp(l, sink);
      // The GPU's kernel pads the rows of its log-sum-exp.
      Tensor share = l.sub(withSink).exp().narrow(2, 0, result.size(2)).unsqueeze(-1);
      result.variable_data().mul_(share.to(Tensors.type(result)));
      l.copy_(withSink);
    }
  }
}
