package org.outeffhop.benchmark;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.Tensors;

/**
 * Counts the products of a forward pass: a linear layer shows its weight, [out, in], and then its
 * output; an attention its scores, [B, H, L_q, L_k], and then its context, whose elements are B H
 * L_q D. The linear layer just after the probe point {@code inputs} reads data.
 */
final class ProductCounter implements Probe {
  private static final String SCORES = ".scores";
  private static final String CONTEXT = ".context";

  private final Map<MatrixProducts.LinearSize, Integer> linear = new LinkedHashMap<>();
  private final Map<MatrixProducts.AttentionSize, Integer> attention = new LinkedHashMap<>();
  private final Map<String, long[]> weights = new HashMap<>();
  private final Map<String, long[]> scores = new HashMap<>();
  private boolean data;

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  @Override
  public Tensor weight(String name, Tensor weight) {
    weights.put(name, Tensors.shape(weight));
    return weight;
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    long[] weight = weights.remove(name + ".weight");
    if (weight != null) {
      long rows = activation.numel() / weight[0];
      count(linear, new MatrixProducts.LinearSize(rows, weight[1], weight[0], !data));
    }
    data = name.equals("inputs");
    if (name.endsWith(SCORES)) {
      scores.put(name.substring(0, name.length() - SCORES.length()), Tensors.shape(activation));
    } else if (name.endsWith(CONTEXT)) {
      attention(
          scores.remove(name.substring(0, name.length() - CONTEXT.length())), activation.numel());
    }
    return activation;
  }

  private void attention(long[] shape, long elements) {
    if (shape != null) {
      long batch = shape[0] * shape[1];
      count(
          attention,
          new MatrixProducts.AttentionSize(batch, shape[2], shape[3], elements / batch / shape[2]));
    }
  }

  private static <T> void count(Map<T, Integer> counts, T size) {
    counts.merge(size, 1, Integer::sum);
  }

  Map<MatrixProducts.LinearSize, Integer> linear() {
    return linear;
  }

  Map<MatrixProducts.AttentionSize, Integer> attention() {
    return attention;
  }
}
