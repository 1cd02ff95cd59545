package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;

/**
 * Z = mix(softmax(Q K^T / sqrt(D)) V) W_O with Q = R W_Q, K = Y W_K and V = K W_V: state patterns R
 * retrieve from stored patterns Y, the values being projected from the keys.
 *
 * <p>Axes: B windows, G groups that are attended each for itself, L patterns of a group, W width.
 * {@code mix} is the reference's: the retrieved [H, L, D] is read as [L, W] in the order of memory,
 * without bringing the heads of a pattern together first.
 *
 * <p>Where no probe looks, {@link PooledRetrieval} and {@link AbsorbedRetrieval} compute the same
 * with fewer multiplications.
 */
final class StanHopAttention {
  private final String name;
  private final double dropout;
  private final Tensor patterns;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final MultiHeadAttention attention;
  private final Linear output;
  private final PooledRetrieval pooled;
  private final AbsorbedRetrieval absorbed;

  private StanHopAttention(
      Parameters parameters, String name, StanHopConfig config, boolean pooling) {
    this.name = name;
    dropout = config.dropout();
    long width = config.dModel();
    patterns = pooling ? parameters.normal(name + ".key", 1, 1, config.factor(), width) : null;
    query = StanHopParts.linear(parameters, name + ".query_projection", width, width);
    key = StanHopParts.linear(parameters, name + ".key_projection", width, width);
    value = StanHopParts.linear(parameters, name + ".value_projection", width, width);
    attention =
        new MultiHeadAttention(
            parameters,
            name + ".inner_attention",
            config.numAttentionHeads(),
            width,
            config.attention(),
            1 / Math.sqrt(3.0 * width));
    output = StanHopParts.linear(parameters, name + ".out_projection", width, width);
    pooled = new PooledRetrieval(query, key, value, output, attention, dropout);
    absorbed = new AbsorbedRetrieval(query, key, value, attention, dropout);
  }

  /** Attention to patterns that are given. */
  static StanHopAttention between(Parameters parameters, String name, StanHopConfig config) {
    return new StanHopAttention(parameters, name, config, false);
  }

  /** Attention to trained patterns. */
  static StanHopAttention pooling(Parameters parameters, String name, StanHopConfig config) {
    return new StanHopAttention(parameters, name, config, true);
  }

  /**
   * What the states retrieve.
   *
   * @param state [B, G, L, W]
   * @param stored [B, G, L_k, W]; null with trained patterns
   * @return [B, G, L, W]
   */
  Tensor forward(Tensor state, Tensor stored, ForwardContext context) {
    Tensor states = groups(state);
    Tensor retrieved;
    if (stored == null) {
      retrieved = pool(states, context);
    } else {
      retrieved = retrieve(states, stored == state ? states : groups(stored), context);
    }
    return retrieved.reshape(state.size(0), state.size(1), state.size(2), state.size(3));
  }

  private Tensor pool(Tensor states, ForwardContext context) {
    Tensor shown = context.probe().at(name + ".key", patterns);
    return !StanHopParts.isSeen(context) && pooled.pays(patterns)
        ? pooled.forward(states, patterns, context)
        : output.forward(written(states, shown, context), context);
  }

  private Tensor retrieve(Tensor states, Tensor stored, ForwardContext context) {
    Tensor mixed =
        !StanHopParts.isSeen(context) && absorbed.pays(states, stored)
            ? absorbed.forward(states, stored, context)
            : written(states, stored, context);
    return output.forward(mixed, context);
  }

  /** mix(softmax(Q K^T / sqrt(D)) V), as it stands. */
  private Tensor written(Tensor states, Tensor stored, ForwardContext context) {
    Tensor factor = StanHopParts.isSeen(context) ? states : context.factor(states);
    Tensor keys = StanHopParts.project(key, stored == states ? factor : stored, context);
    Tensor values = StanHopParts.project(value, keys, context);
    Tensor retrieved =
        attention.retrieve(
            StanHopParts.project(query, factor, context),
            ofEveryGroup(keys, states),
            ofEveryGroup(values, states),
            states,
            AttentionMask.none(),
            dropout,
            context);
    Tensor mixed = retrieved.reshape(states.size(0), states.size(1), states.size(2));
    return context.probe().at(name + ".inner_attention.context", mixed);
  }

  private static Tensor groups(Tensor x) {
    return x.reshape(x.size(0) * x.size(1), x.size(2), x.size(3));
  }

  private static Tensor ofEveryGroup(Tensor x, Tensor states) {
    return x.expand(states.size(0), x.size(1), x.size(2));
  }
}
