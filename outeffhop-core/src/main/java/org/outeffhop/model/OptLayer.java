package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.hopfield.LayerNorm;
import org.outeffhop.hopfield.Linear;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.tensor.Parameters;

/** One pre-norm block: x = x + attention(norm(x)); x = x + fc2(relu(fc1(norm(x)))). */
final class OptLayer {
  static final double EPS = 1e-5;
  private final String name;
  private final OptConfig config;
  private final LayerNorm attentionNorm;
  private final Linear key;
  private final Linear value;
  private final Linear query;
  private final MultiHeadAttention attention;
  private final Linear attentionOutput;
  private final LayerNorm finalNorm;
  private final Linear fc1;
  private final Linear fc2;

  OptLayer(Parameters parameters, String name, OptConfig config) {
    this.name = name;
    this.config = config;
    long width = config.hiddenSize();
    double deviation = config.initStd();
    String self = name + ".self_attn";
    key = Linear.create(parameters, self + ".k_proj", width, width, deviation);
    value = Linear.create(parameters, self + ".v_proj", width, width, deviation);
    query = Linear.create(parameters, self + ".q_proj", width, width, deviation);
    attention =
        new MultiHeadAttention(
            parameters, self, config.numAttentionHeads(), width, config.attention(), deviation);
    attentionOutput = Linear.create(parameters, self + ".out_proj", width, width, deviation);
    attentionNorm = LayerNorm.create(parameters, name + ".self_attn_layer_norm", width, EPS);
    fc1 = Linear.create(parameters, name + ".fc1", width, config.ffnDim(), deviation);
    fc2 = Linear.create(parameters, name + ".fc2", config.ffnDim(), width, deviation);
    finalNorm = LayerNorm.create(parameters, name + ".final_layer_norm", width, EPS);
  }

  Tensor forward(Tensor x, ForwardContext context) {
    Tensor attended =
        sum(
            name + ".self_attn.residual",
            x,
            attend(attentionNorm.forward(x, context), context),
            context);
    return sum(name, attended, mlp(finalNorm.forward(attended, context), context), context);
  }

  private Tensor attend(Tensor x, ForwardContext context) {
    Tensor retrieved =
        attention.forward(
            query.forward(x, context),
            key.forward(x, context),
            value.forward(x, context),
            x,
            AttentionMask.ofCausal(),
            config.attentionDropout(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor mlp(Tensor x, ForwardContext context) {
    Tensor hidden = context.probe().at(name + ".relu", fc1.forward(x, context).relu());
    return fc2.forward(hidden, context);
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    return context.probe().at(point, x.add(context.drop(change, config.dropout())));
  }
}
