package org.outeffhop.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.outeffhop.nn.ForwardContext;

/**
 * The matrix products of one training step: for every linear layer y = x W^T and its two gradients,
 * for every attention Q K^T, P V and their four gradients. Nothing else, so that their time is a
 * bound below which no step can go.
 *
 * @param linear how many linear layers there are of each size
 * @param attention how many attentions
 */
record MatrixProducts(Map<LinearSize, Integer> linear, Map<AttentionSize, Integer> attention) {
  /**
   * A linear layer.
   *
   * @param rows tokens
   * @param inputGradient whether x needs a gradient, as data do not
   */
  record LinearSize(long rows, long in, long out, boolean inputGradient) {
    int products() {
      return inputGradient ? 3 : 2;
    }
  }

  /**
   * The attention of a block.
   *
   * @param batch sequences times heads
   * @param size of a head
   */
  record AttentionSize(long batch, long queries, long keys, long size) {}

  /**
   * Those of a forward pass, as its layers show themselves to a probe, and of its backward pass.
   *
   * @param pass of one micro-batch
   * @param microBatches in a step
   */
  static MatrixProducts of(Consumer<ForwardContext> pass, int microBatches) {
    ProductCounter counter = new ProductCounter();
    pass.accept(ForwardContext.evaluation(counter));
    return new MatrixProducts(
        times(counter.linear(), microBatches), times(counter.attention(), microBatches));
  }

  private static <T> Map<T, Integer> times(Map<T, Integer> counts, int factor) {
    Map<T, Integer> result = new LinkedHashMap<>(counts);
    result.replaceAll((size, count) -> count * factor);
    return result;
  }

  /** Multiplications and additions of all products. */
  double operations() {
    double sum = 0;
    for (Map.Entry<LinearSize, Integer> entry : linear.entrySet()) {
      LinearSize l = entry.getKey();
      sum += 2.0 * l.products() * l.rows() * l.in() * l.out() * entry.getValue();
    }
    for (Map.Entry<AttentionSize, Integer> entry : attention.entrySet()) {
      AttentionSize a = entry.getKey();
      sum += 12.0 * a.batch() * a.queries() * a.keys() * a.size() * entry.getValue();
    }
    return sum;
  }
}
