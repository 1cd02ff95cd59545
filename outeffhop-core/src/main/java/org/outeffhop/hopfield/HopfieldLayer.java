package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * Z = softmax(beta Q (Y W_K)^T) (Y W_V) W_O with trained stored patterns Y: a lookup in a memory
 * that is learned.
 */
public final class HopfieldLayer {
  private final Hopfield hopfield;
  private final Tensor stored;
  private final Tensor targets;

  /**
   * A new module.
   *
   * @param name its parameters are {@code name.lookup_weights}, {@code name.target_weights} where
   *     targets are separate, and those below {@code name.hopfield}
   * @param quantity how many patterns are stored
   * @param separateTargets whether what is retrieved for a stored pattern is a parameter of its own
   *     and not the stored pattern
   * @param std standard deviation of initial weights and patterns
   */
  public HopfieldLayer(
      Parameters parameters,
      String name,
      HopfieldConfig config,
      int quantity,
      boolean separateTargets,
      double std) {
    TrainedPatterns.requireQuantity("stored patterns", quantity);
    HopfieldSizes sizes = config.sizes();
    if (!separateTargets && sizes.stored() != sizes.projection()) {
      throw new IllegalArgumentException(
          "stored patterns have size %d and their projections %d; without separate targets they must agree"
              .formatted(sizes.stored(), sizes.projection()));
    }
    hopfield = new Hopfield(parameters, name + ".hopfield", config, std);
    stored = parameters.normal(name + ".lookup_weights", std, 1, quantity, sizes.stored());
    targets =
        separateTargets
            ? parameters.normal(name + ".target_weights", std, 1, quantity, sizes.projection())
            : stored;
  }

  /**
   * What is retrieved for every state.
   *
   * @param state [B, L, state size]
   * @param mask of single associations, [B, H, L, quantity]
   * @return [B, L, output size]
   */
  public Tensor forward(Tensor state, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(
          hopfield.forward(
              TrainedPatterns.expand(stored, state),
              state,
              TrainedPatterns.expand(targets, state),
              mask,
              context));
    }
  }

  /** Which stored patterns a state looks at, [B, H, L, quantity]. */
  public Tensor associations(Tensor state, AttentionMask mask) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(hopfield.associations(TrainedPatterns.expand(stored, state), state, mask));
    }
  }
}
