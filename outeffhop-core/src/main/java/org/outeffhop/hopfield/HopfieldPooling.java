package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * Z = softmax(beta (R W_Q) K^T) V W_O with trained state patterns R: a sequence of any length
 * becomes a vector of fixed size.
 */
public final class HopfieldPooling {
  private final Hopfield hopfield;
  private final Tensor states;

  /**
   * A new module.
   *
   * @param name its parameters are {@code name.pooling_weights} and those below {@code
   *     name.hopfield}
   * @param quantity how many state patterns are trained
   * @param std standard deviation of initial weights and state patterns
   */
  public HopfieldPooling(
      Parameters parameters, String name, HopfieldConfig config, int quantity, double std) {
    TrainedPatterns.requireQuantity("state patterns", quantity);
    hopfield = new Hopfield(parameters, name + ".hopfield", config, std);
    states = parameters.normal(name + ".pooling_weights", std, 1, quantity, config.sizes().state());
  }

  /** The pooled sequence where patterns and their projections are the same. */
  public Tensor forward(Tensor stored, AttentionMask mask, ForwardContext context) {
    return forward(stored, stored, mask, context);
  }

  /**
   * The pooled sequence.
   *
   * @param stored [B, L, stored size]
   * @param projection [B, L, projection size]
   * @param mask of padding in the sequence
   * @return [B, quantity x output size]
   */
  public Tensor forward(
      Tensor stored, Tensor projection, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor state = TrainedPatterns.expand(states, stored);
      return scope.keep(hopfield.forward(stored, state, projection, mask, context).flatten(1, 2));
    }
  }

  /** Which patterns of the sequence a trained state looks at, [B, H, quantity, L]. */
  public Tensor associations(Tensor stored, AttentionMask mask) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor state = TrainedPatterns.expand(states, stored);
      return scope.keep(hopfield.associations(stored, state, mask));
    }
  }
}
