package org.outeffhop.hopfield;

import java.util.Arrays;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Z = softmax(beta Q K^T) V W_O with Q = R W_Q, K = Y W_K, V = Y W_V: state patterns R retrieve
 * from stored patterns Y, for every head and with as many updates of the state as {@link
 * HopfieldRetrieval} makes.
 *
 * <p>With Softmax1 it is OutEffHop's layer (Hu et al., ICML 2024, section 3.3), with softmax that
 * of Ramsauer et al. 2021 (arXiv 2008.02217), whose parameter names it has, below the module's own.
 */
public final class Hopfield {
  private final String name;
  private final HopfieldConfig config;
  private final HopfieldProjections projections;
  private final Linear output;

  /**
   * A new module with normal weights, biases 0 and gains 1.
   *
   * @param name under which its parameters and probe points appear
   * @param std standard deviation of initial weights
   */
  public Hopfield(Parameters parameters, String name, HopfieldConfig config, double std) {
    this.name = name;
    this.config = config;
    projections = new HopfieldProjections(parameters, name, config, std);
    output = config.outputProjection() ? output(parameters, std) : null;
  }

  private Linear output(Parameters parameters, double std) {
    String layer = name + ".association_core.out_proj";
    long in = config.sizes().heads() * config.sizes().value();
    long out = config.sizes().output();
    return config.bias()
        ? Linear.create(parameters, layer, in, out, std)
        : new Linear(layer, parameters.normal(layer + ".weight", std, out, in), null);
  }

  /** What it was made with. */
  public HopfieldConfig config() {
    return config;
  }

  /** The retrieved patterns where stored patterns, states and projections are the same. */
  public Tensor forward(Tensor patterns, AttentionMask mask, ForwardContext context) {
    return forward(patterns, patterns, patterns, mask, context);
  }

  /**
   * The retrieved patterns.
   *
   * @param stored [B, L_k, stored size]
   * @param state [B, L_q, state size]
   * @param projection what is retrieved in place of the stored patterns, [B, L_k, projection size];
   *     the stored patterns themselves in the plain case
   * @param mask of padding among the stored patterns, or of single associations
   * @return [B, L_q, output size]
   */
  public Tensor forward(
      Tensor stored, Tensor state, Tensor projection, AttentionMask mask, ForwardContext context) {
    requireShapes(stored, state, projection);
    try (TensorScope scope = TensorScope.open()) {
      Tensor retrieved =
          config
              .retrieval()
              .apply(
                  projections.query(state, context),
                  projections.key(stored, context),
                  projections.value(projection, context),
                  mask,
                  context,
                  name);
      Tensor joined = retrieved.transpose(1, 2).reshape(state.size(0), state.size(1), -1);
      return scope.keep(output == null ? joined : output.forward(joined, context));
    }
  }

  /**
   * The association matrix after the last update, without dropout and gradient. What a row lacks to
   * 1 is the no-op mass.
   *
   * @return [B, H, L_q, L_k]
   */
  public Tensor associations(Tensor stored, Tensor state, AttentionMask mask) {
    requireSize("stored patterns", stored, config.sizes().stored());
    requireSize("state patterns", state, config.sizes().state());
    ForwardContext context = ForwardContext.EVALUATION;
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      return scope.keep(
          config
              .retrieval()
              .weights(
                  projections.query(state, context),
                  projections.key(stored, context),
                  mask,
                  context.probe(),
                  name));
    }
  }

  private void requireShapes(Tensor stored, Tensor state, Tensor projection) {
    requireSize("stored patterns", stored, config.sizes().stored());
    requireSize("state patterns", state, config.sizes().state());
    requireSize("pattern projections", projection, config.sizes().projection());
    if (stored.size(0) != state.size(0) || stored.size(0) != projection.size(0)) {
      throw new IllegalArgumentException(
          "there are batches of %d stored, %d state patterns and %d projections; they must agree"
              .formatted(stored.size(0), state.size(0), projection.size(0)));
    }
  }

  private static void requireSize(String what, Tensor patterns, long size) {
    if (patterns.dim() != 3 || patterns.size(2) != size) {
      throw new IllegalArgumentException(
          "%s have shape %s; they need [B, L, %d]"
              .formatted(what, Arrays.toString(Tensors.shape(patterns)), size));
    }
  }
}
