package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.TensorScope;

/**
 * libtorch's fused CPU kernel, {@code aten::_scaled_dot_product_flash_attention_for_cpu}, which
 * returns the logsumexp of the scores beside the result. The Java bindings do not have it, so it is
 * called through the dispatcher.
 */
final class FlashAttention {
  private static final String KERNEL = "aten::_scaled_dot_product_flash_attention_for_cpu";

  private FlashAttention() {}

  /**
   * The kernel's result.
   *
   * @param output softmax(beta X Xi^T) Xi, [L, D]
   * @param logSumExp log sum_mu exp(beta x^T xi_mu), [L]
   */
  record Result(Tensor output, Tensor logSumExp) {}

  /** Queries [L, D] and patterns [M, D], which are keys and values, of one type. */
  static Result apply(Tensor query, Tensor patterns, double beta) {
    try (TensorScope scope = TensorScope.open()) {
      IValue stored = oneHead(patterns);
      IValueVector arguments = new IValueVector();
      arguments.push_back(oneHead(query));
      arguments.push_back(stored);
      arguments.push_back(stored);
      double dropout = 0;
      arguments.push_back(new IValue(dropout));
      boolean causal = false;
      arguments.push_back(new IValue(causal));
      IValue noMask = new IValue();
      arguments.push_back(noMask);
      arguments.push_back(new IValue(beta));
      call(arguments);
      Tensor output = arguments.get(0).toTensor().reshape(query.size(0), query.size(1));
      Tensor logSumExp = arguments.get(1).toTensor().reshape(query.size(0));
      scope.keep(output);
      return new Result(output, scope.keep(logSumExp));
    }
  }

  private static void call(IValueVector arguments) {
    BlasThreads.single();
    try {
      Dispatcher.singleton().findSchemaOrThrow(KERNEL, "").callBoxed(arguments);
    } finally {
      BlasThreads.all();
    }
  }

  private static IValue oneHead(Tensor rows) {
    return new IValue(rows.view(1, 1, rows.size(0), rows.size(1)));
  }
}
