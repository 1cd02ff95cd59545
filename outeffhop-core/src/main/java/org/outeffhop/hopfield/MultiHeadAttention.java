package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * softmax(Q K^T / sqrt(D)) V for every head, times the head's gate where the method has one; the
 * heads joined again. A classifier may say which keys are no-ops.
 *
 * <p>Projections belong to the model around it, for they differ in names and fusion.
 */
public final class MultiHeadAttention {
  private final String name;
  private final AttentionShape shape;
  private final Association association;
  private final ClassifiedKeys keys;
  private final AttentionGate gate;

  /**
   * Attention of {@code heads} heads over a width that they divide.
   *
   * @param name the attention module's name, under which gates, sinks and probe points appear
   * @param width H D
   * @param std standard deviation of initial gate weights
   * @throws IllegalArgumentException if the heads do not divide the width
   */
  public MultiHeadAttention(
      Parameters parameters,
      String name,
      int heads,
      long width,
      AttentionConfig config,
      double std) {
    this(parameters, name, AttentionShape.of(heads, width), config, std);
  }

  /**
   * Attention whose heads may share keys and values.
   *
   * @param name the attention module's name, under which gates, sinks and probe points appear
   * @param std standard deviation of initial gate weights
   * @throws IllegalArgumentException if heads are gated and do not divide the input's width
   */
  public MultiHeadAttention(
      Parameters parameters,
      String name,
      AttentionShape shape,
      AttentionConfig config,
      double std) {
    this.name = name;
    this.shape = shape;
    SoftmaxFunction softmax = config.method().softmax(parameters, name, shape.heads(), config);
    association = new Association(softmax, 1 / Math.sqrt(shape.headSize()));
    keys = new ClassifiedKeys(config.noOpClassifier());
    gate = config.method().isGated() ? gate(parameters, config, std) : null;
  }

  /** H, the number of heads. */
  public int heads() {
    return shape.heads();
  }

  private AttentionGate gate(Parameters parameters, AttentionConfig config, double std) {
    int heads = shape.heads();
    long slice = AttentionShape.of(heads, shape.inputWidth()).headSize();
    return new AttentionGate(parameters, name, config.gate(), heads, slice, config.gateBias(), std);
  }

  /**
   * The context.
   *
   * @param query [B, L, H D], projected, as are key and value
   * @param key [B, L, G D] where G heads have keys and values, as the value
   * @param x layer input, [B, L, W], from which gates are computed
   * @param dropout on the weights, where the context is of training
   * @return [B, L, H D]
   */
  public Tensor forward(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor x,
      AttentionMask mask,
      double dropout,
      ForwardContext context) {
    Tensor retrieved = retrieve(query, key, value, x, mask, dropout, context);
    return context
        .probe()
        .at(name + ".context", retrieved.transpose(1, 2).reshape(query.size(0), query.size(1), -1));
  }

  /**
   * The context with the heads apart, as {@link #forward} takes it, but not shown to the probe.
   *
   * @return [B, H, L, D]
   */
  public Tensor retrieve(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor x,
      AttentionMask mask,
      double dropout,
      ForwardContext context) {
    Tensor queries = split(query, shape.heads());
    Tensor shared = shared(key);
    Tensor retrieved =
        association.apply(
            queries,
            shared,
            shared(value),
            keys.relevant(queries, shared, mask, context.probe(), name),
            context.dropout(dropout),
            context.probe(),
            name);
    return gate == null ? retrieved : retrieved.mul(gate.forward(x));
  }

  /**
   * What values are multiplied by: softmax(S / sqrt(D)) with dropout, times the gate; for models
   * that multiply in another order. No probe sees it.
   *
   * @param scores S = Q K^T, [B, H, L, L_k]
   * @param x layer input, [B, L, W], from which gates are computed
   * @param dropout on the weights, where the context is of training
   * @return [B, H, L, L_k]
   */
  public Tensor weights(Tensor scores, Tensor x, double dropout, ForwardContext context) {
    Tensor weights = association.softmax().apply(scores.mul(new Scalar(association.beta())));
    Tensor dropped = context.drop(weights, dropout);
    return gate == null ? dropped : dropped.mul(gate.forward(x).to(Tensors.type(dropped)));
  }

  /** [B, L, heads D] to [B, heads, L, D]. */
  private static Tensor split(Tensor x, int heads) {
    return x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2);
  }

  /** Keys or values, each head's for all query heads of its group. */
  private Tensor shared(Tensor x) {
    Tensor own = split(x, shape.keyValueHeads());
    if (shape.group() == 1) {
      return own;
    }
    long[] size = {own.size(0), own.size(1), shape.group(), own.size(2), own.size(3)};
    return own.unsqueeze(2).expand(size).flatten(1, 2);
  }
}
