package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/** One post-norm block: x = norm(x + attention(x)); x = norm(x + mlp(x)). */
final class BertLayer {
  private final String name;
  private final BertConfig config;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final MultiHeadAttention attention;
  private final Linear attentionOutput;
  private final Norm attentionNorm;
  private final Linear intermediate;
  private final Linear output;
  private final Norm outputNorm;

  BertLayer(Parameters parameters, String name, BertConfig config) {
    this.name = name;
    this.config = config;
    long width = config.hiddenSize();
    double std = config.initializerRange();
    String self = name + ".attention.self";
    query = Linear.create(parameters, self + ".query", width, width, std);
    key = Linear.create(parameters, self + ".key", width, width, std);
    value = Linear.create(parameters, self + ".value", width, width, std);
    attention =
        new MultiHeadAttention(
            parameters, self, config.numAttentionHeads(), width, config.attention(), std);
    attentionOutput =
        Linear.create(parameters, name + ".attention.output.dense", width, width, std);
    attentionNorm = config.norm().create(parameters, name + ".attention.output.LayerNorm", width);
    intermediate =
        Linear.create(
            parameters, name + ".intermediate.dense", width, config.intermediateSize(), std);
    output =
        Linear.create(parameters, name + ".output.dense", config.intermediateSize(), width, std);
    outputNorm = config.norm().create(parameters, name + ".output.LayerNorm", width);
  }

  Tensor forward(Tensor x, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor attended =
          attentionNorm.forward(
              sum(".attention.output.residual", x, attend(x, mask, context), context), context);
      return scope.keep(
          outputNorm.forward(
              sum(".output.residual", attended, mlp(attended, context), context), context));
    }
  }

  private Tensor attend(Tensor x, AttentionMask mask, ForwardContext context) {
    Tensor retrieved =
        attention.forward(
            query.forward(x, context),
            key.forward(x, context),
            value.forward(x, context),
            x,
            mask,
            config.attentionProbsDropoutProb(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor mlp(Tensor x, ForwardContext context) {
    Tensor active = config.hiddenAct().apply(intermediate.forward(x, context));
    Tensor hidden = context.probe().at(name + ".intermediate.intermediate_act_fn", active);
    return output.forward(hidden, context);
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    Tensor shortcut = context.probe().shortcut(name + point, x);
    return context
        .probe()
        .at(name + point, context.addDropped(shortcut, change, config.hiddenDropoutProb()));
  }
}
