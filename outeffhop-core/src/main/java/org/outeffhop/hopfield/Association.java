package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.DropoutMask;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Z = softmax(beta Q K^T) V: one step of retrieval for every query, and attention.
 *
 * <p>Axes: B batch, H heads, L_q queries, L_k keys, D size of a head. Softmax, Softmax1 and the
 * learned sink take libtorch's fused kernel, which never holds the L_q x L_k matrix: the no-op
 * pattern is a term in its row sums ({@link FlashSoftmax1}) or, with a padding mask or a learned
 * logit, one more key, the zero vector, whose value is the zero vector. The other functions need
 * the probabilities and take the explicit path.
 *
 * @param softmax the separation function
 * @param beta the inverse temperature; 1 / sqrt(D) in a transformer
 */
public record Association(SoftmaxFunction softmax, double beta) {
  public Association {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta is " + beta + "; it must be positive and finite");
    }
  }

  /** How a computation is done, and why so. */
  public record Path(boolean fused, String reason) {}

  /** Which path {@link #apply} takes. */
  public Path path(Probe probe, double dropout) {
    if (!(softmax instanceof SinkSoftmax)) {
      return new Path(false, softmax.getClass().getSimpleName() + " needs the probabilities");
    }
    if (probe.wantsAttentionProbabilities()) {
      return new Path(false, "the probe wants to see the probabilities");
    }
    if (dropout > 0) {
      return new Path(false, "dropout " + dropout + " on the probabilities has no fused kernel");
    }
    return new Path(
        true, "the no-op pattern is a term of the fused kernel's row sums, or a zero key");
  }

  /**
   * The retrieved values.
   *
   * @param query [B, H, L_q, D]
   * @param key [B, H, L_k, D]
   * @param value [B, H, L_k, D]
   * @return [B, H, L_q, D]; zeros for a query that sees no key
   */
  public Tensor apply(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
    return apply(query, key, value, mask, 0, Probe.NONE, "attention");
  }

  /**
   * The retrieved values, with dropout on the weights, and the scores and weights shown to a probe
   * that wants them.
   *
   * @param name the probe points are {@code name.scores} and {@code name.probabilities}
   */
  public Tensor apply(
      Tensor query,
      Tensor key,
      Tensor value,
      AttentionMask mask,
      double dropout,
      Probe probe,
      String name) {
    requireShapes(query, key, value);
    requireCausal(query, key, mask);
    try (TensorScope scope = TensorScope.open()) {
      Tensor result =
          path(probe, dropout).fused() && !isBfloat16OnCpu(query)
              ? FusedAssociation.apply((SinkSoftmax) softmax, beta, query, key, value, mask)
              : explicit(query, key, value, mask, dropout, probe, name);
      return scope.keep(result);
    }
  }

  /**
   * softmax(beta Q K^T), the association matrix itself, for what needs more than the retrieved
   * values.
   *
   * @param query [B, H, L_q, D]
   * @param key [B, H, L_k, D]
   * @param name the probe points are {@code name.scores} and {@code name.probabilities}
   * @return [B, H, L_q, L_k]
   */
  public Tensor weights(Tensor query, Tensor key, AttentionMask mask, Probe probe, String name) {
    requireShapes(query, key, key);
    requireCausal(query, key, mask);
    try (TensorScope scope = TensorScope.open()) {
      Tensor scores = torch.matmul(query, key.contiguous().transpose(-2, -1)).mul(new Scalar(beta));
      Tensor shown = probe.at(name + ".scores", scores);
      return scope.keep(probe.at(name + ".probabilities", softmax.apply(masked(shown, mask))));
    }
  }

  /** There the fused kernel takes many times as long as the products written out. */
  private static boolean isBfloat16OnCpu(Tensor query) {
    return !query.is_cuda() && Tensors.type(query) == torch.ScalarType.BFloat16;
  }

  private Tensor explicit(
      Tensor query,
      Tensor key,
      Tensor value,
      AttentionMask mask,
      double dropout,
      Probe probe,
      String name) {
    Tensor weights = weights(query, key, mask, probe, name);
    if (probe.wantsAttentionProbabilities()) {
      probe.association(name, weights, value);
    }
    return torch.matmul(
        dropout > 0 ? weights.mul(DropoutMask.like(weights, dropout)) : weights, value);
  }

  private static Tensor masked(Tensor scores, AttentionMask mask) {
    Tensor result = scores;
    if (mask.causal()) {
      Tensor future = torch.ones_like(scores.detach()).triu(1).to(torch.ScalarType.Bool);
      result = result.masked_fill(future, new Scalar(Double.NEGATIVE_INFINITY));
    }
    if (mask.visible() != null) {
      result =
          result.masked_fill(mask.visible().logical_not(), new Scalar(Double.NEGATIVE_INFINITY));
    }
    return result;
  }

  private static void requireCausal(Tensor query, Tensor key, AttentionMask mask) {
    if (mask.causal() && query.size(2) != key.size(2)) {
      throw new IllegalArgumentException(
          "a causal mask takes as many queries as keys, got "
              + query.size(2)
              + " and "
              + key.size(2));
    }
  }

  private static void requireShapes(Tensor query, Tensor key, Tensor value) {
    if (query.dim() != 4 || key.dim() != 4 || value.dim() != 4) {
      throw new IllegalArgumentException(
          "query, key and value have %d, %d and %d axes; they take [B, H, L, D]"
              .formatted(query.dim(), key.dim(), value.dim()));
    }
    if (query.size(3) != key.size(3)) {
      throw new IllegalArgumentException(
          "queries have size " + query.size(3) + " and keys " + key.size(3) + "; they must agree");
    }
    if (key.size(2) != value.size(2)) {
      throw new IllegalArgumentException(
          "there are "
              + key.size(2)
              + " keys and "
              + value.size(2)
              + " values; there must be as many");
    }
  }
}
