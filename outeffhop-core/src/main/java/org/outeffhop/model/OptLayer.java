package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * One block. Pre-norm: x = x + attention(norm(x)); x = x + fc2(act(fc1(norm(x)))). Post-norm: x =
 * norm(x + attention(x)); x = norm(x + fc2(act(fc1(x)))).
 */
final class OptLayer {
  private final String name;
  private final OptConfig config;
  private final Norm attentionNorm;
  private final Linear key;
  private final Linear value;
  private final Linear query;
  private final MultiHeadAttention attention;
  private final Linear attentionOutput;
  private final Norm finalNorm;
  private final Linear fc1;
  private final Linear fc2;

  OptLayer(Parameters parameters, String name, OptConfig config) {
    this.name = name;
    this.config = config;
    long width = config.hiddenSize();
    String self = name + ".self_attn";
    key = linear(parameters, self + ".k_proj", width, width);
    value = linear(parameters, self + ".v_proj", width, width);
    query = linear(parameters, self + ".q_proj", width, width);
    attention =
        new MultiHeadAttention(
            parameters,
            self,
            config.numAttentionHeads(),
            width,
            config.attention(),
            config.initStd());
    attentionOutput = linear(parameters, self + ".out_proj", width, width);
    attentionNorm = config.norm().create(parameters, name + ".self_attn_layer_norm", width);
    fc1 = linear(parameters, name + ".fc1", width, config.ffnDim());
    fc2 = linear(parameters, name + ".fc2", config.ffnDim(), width);
    finalNorm = config.norm().create(parameters, name + ".final_layer_norm", width);
  }

  private Linear linear(Parameters parameters, String layer, long in, long out) {
    return Linear.create(parameters, layer, in, out, config.initStd(), config.enableBias());
  }

  Tensor forward(Tensor x, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(
          config.doLayerNormBefore() ? preNorm(x, mask, context) : postNorm(x, mask, context));
    }
  }

  private Tensor preNorm(Tensor x, AttentionMask mask, ForwardContext context) {
    Tensor change = attend(attentionNorm.forward(x, context), mask, context);
    Tensor attended = sum(".self_attn.residual", x, change, context);
    return sum("", attended, mlp(finalNorm.forward(attended, context), context), context);
  }

  private Tensor postNorm(Tensor x, AttentionMask mask, ForwardContext context) {
    Tensor attended =
        attentionNorm.forward(
            postNormSum(".self_attn.residual", x, attend(x, mask, context), context), context);
    Tensor changed = postNormSum(".fc2.residual", attended, mlp(attended, context), context);
    return context.probe().at(name, finalNorm.forward(changed, context));
  }

  private Tensor attend(Tensor x, AttentionMask mask, ForwardContext context) {
    Tensor retrieved =
        attention.forward(
            query.forward(x, context),
            key.forward(x, context),
            value.forward(x, context),
            x,
            mask,
            config.attentionDropout(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor mlp(Tensor x, ForwardContext context) {
    Tensor active = config.activationFunction().apply(fc1.forward(x, context));
    return fc2.forward(context.probe().at(name + ".activation_fn", active), context);
  }

  private Tensor postNormSum(String point, Tensor x, Tensor change, ForwardContext context) {
    return sum(point, context.probe().shortcut(name + point, x), change, context);
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    return context.probe().at(name + point, context.addDropped(x, change, config.dropout()));
  }
}
