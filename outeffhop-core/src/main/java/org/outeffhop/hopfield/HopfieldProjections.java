package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.PatternUse.Norm;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.LayerNorm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * Q = R W_Q, K = Y W_K, V = Y W_V for every head, of layer-normalised patterns.
 *
 * <p>Where all patterns have one size the three matrices are one parameter, {@code in_proj_weight},
 * queries first; else there are {@code q_proj_weight}, {@code k_proj_weight} and {@code
 * v_proj_weight}. The biases are always one parameter. Static patterns have no rows in either.
 */
final class HopfieldProjections {
  private static final double EPS = 1e-5;

  private final HopfieldConfig config;
  private final Tensor fusedWeight;
  private final Tensor fusedBias;
  private final LayerNorm headNorm;
  private final Part state;
  private final Part stored;
  private final Part projection;

  /** A pattern's norm, its own weight if any, and its rows in what the three share. */
  private record Part(LayerNorm norm, Tensor weight, long first, long rows) {}

  HopfieldProjections(Parameters parameters, String name, HopfieldConfig config, double std) {
    this.config = config;
    HopfieldSizes sizes = config.sizes();
    String core = name + ".association_core.";
    long queryRows = rows(config.state(), sizes.head());
    long keyRows = rows(config.stored(), sizes.head());
    long valueRows = rows(config.projection(), sizes.value());
    long rows = queryRows + keyRows + valueRows;
    boolean fused = isFused() && rows > 0;
    fusedWeight =
        fused ? parameters.normal(core + "in_proj_weight", std, rows, sizes.state()) : null;
    Tensor[] weights = new Tensor[3];
    if (!fused) {
      weights[0] = weight(parameters, core + "q", std, queryRows, sizes.state());
      weights[1] = weight(parameters, core + "k", std, keyRows, sizes.stored());
      weights[2] = weight(parameters, core + "v", std, valueRows, valueInput(keyRows));
    }
    fusedBias =
        config.bias() && rows > 0 ? parameters.constant(core + "in_proj_bias", 0, rows) : null;
    headNorm = norm(parameters, core + "p_norm", config.associationNorm(), sizes.head());
    String prefix = name + ".norm_";
    LayerNorm storedNorm =
        norm(parameters, prefix + "stored_pattern", config.stored().norm(), sizes.stored());
    LayerNorm stateNorm =
        norm(parameters, prefix + "state_pattern", config.state().norm(), sizes.state());
    LayerNorm projectionNorm =
        norm(
            parameters,
            prefix + "pattern_projection",
            config.projection().norm(),
            sizes.projection());
    state = new Part(stateNorm, weights[0], 0, queryRows);
    stored = new Part(storedNorm, weights[1], queryRows, keyRows);
    projection = new Part(projectionNorm, weights[2], queryRows + keyRows, valueRows);
  }

  private long rows(PatternUse use, long size) {
    return use.projected() ? config.sizes().heads() * size : 0;
  }

  private long valueInput(long keyRows) {
    return config.connected() && keyRows > 0 ? keyRows : config.sizes().projection();
  }

  private boolean isFused() {
    HopfieldSizes sizes = config.sizes();
    return sizes.stored() == sizes.state()
        && sizes.projection() == sizes.state()
        && sizes.value() == sizes.head()
        && !config.connected();
  }

  private static Tensor weight(
      Parameters parameters, String name, double std, long rows, long columns) {
    return rows == 0 ? null : parameters.normal(name + "_proj_weight", std, rows, columns);
  }

  private static LayerNorm norm(Parameters parameters, String name, Norm norm, long width) {
    return switch (norm) {
      case NONE -> null;
      case PLAIN -> LayerNorm.plain(name, EPS);
      case AFFINE -> LayerNorm.create(parameters, name, width, EPS);
    };
  }

  /** [B, H, L_q, D] of state patterns [B, L_q, size]. */
  Tensor query(Tensor pattern, ForwardContext context) {
    Tensor x = projected(state, normalised(state.norm(), pattern, context));
    return normalised(headNorm, heads(x, state.rows() > 0), context);
  }

  /** [B, H, L_k, D] of stored patterns [B, L_k, size]. */
  Tensor key(Tensor pattern, ForwardContext context) {
    Tensor x = projected(stored, normalised(stored.norm(), pattern, context));
    return normalised(headNorm, heads(x, stored.rows() > 0), context);
  }

  /** [B, H, L_k, E] of pattern projections [B, L_k, size]. */
  Tensor value(Tensor pattern, ForwardContext context) {
    Tensor x = normalised(projection.norm(), pattern, context);
    boolean projected = projection.rows() > 0;
    if (config.connected()) {
      x = projected(stored, x);
      projected |= stored.rows() > 0;
    }
    return heads(projected(projection, x), projected);
  }

  private static Tensor normalised(LayerNorm norm, Tensor x, ForwardContext context) {
    return norm == null ? x : norm.forward(x, context);
  }

  private Tensor projected(Part part, Tensor x) {
    if (part.rows() == 0) {
      return x;
    }
    Tensor weight =
        fusedWeight == null ? part.weight() : fusedWeight.narrow(0, part.first(), part.rows());
    Tensor bias = fusedBias == null ? null : fusedBias.narrow(0, part.first(), part.rows());
    return torch.linear(x, weight, Tensors.optional(bias));
  }

  /** [B, L, H D] split into heads; a static [B, L, D] the same in every head. */
  private Tensor heads(Tensor x, boolean projected) {
    int heads = config.sizes().heads();
    return projected
        ? x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2)
        : x.unsqueeze(1).expand(x.size(0), heads, x.size(1), x.size(2));
  }
}
