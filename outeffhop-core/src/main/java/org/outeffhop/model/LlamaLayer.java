package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.AttentionShape;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * One pre-norm block: x = x + attention(norm(x)); x = x + down(act(gate(norm(x))) up(norm(x))).
 * Queries and keys are turned by their places.
 */
final class LlamaLayer {
  private final String name;
  private final LlamaConfig config;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final MultiHeadAttention attention;
  private final Linear attentionOutput;
  private final Linear gate;
  private final Linear up;
  private final Linear down;
  private final Norm attentionNorm;
  private final Norm mlpNorm;

  LlamaLayer(Parameters parameters, String name, LlamaConfig config) {
    this.name = name;
    this.config = config;
    int width = config.hiddenSize();
    int queries = config.numAttentionHeads() * config.headDim();
    int keys = config.numKeyValueHeads() * config.headDim();
    boolean bias = config.attentionBias();
    query = linear(parameters, ".self_attn.q_proj", width, queries, bias);
    key = linear(parameters, ".self_attn.k_proj", width, keys, bias);
    value = linear(parameters, ".self_attn.v_proj", width, keys, bias);
    attention =
        new MultiHeadAttention(
            parameters,
            name + ".self_attn",
            new AttentionShape(
                config.numAttentionHeads(), config.numKeyValueHeads(), config.headDim(), width),
            config.attention(),
            config.initializerRange());
    attentionOutput = linear(parameters, ".self_attn.o_proj", queries, width, bias);
    int hidden = config.intermediateSize();
    gate = linear(parameters, ".mlp.gate_proj", width, hidden, config.mlpBias());
    up = linear(parameters, ".mlp.up_proj", width, hidden, config.mlpBias());
    down = linear(parameters, ".mlp.down_proj", hidden, width, config.mlpBias());
    attentionNorm = norm(parameters, ".input_layernorm");
    mlpNorm = norm(parameters, ".post_attention_layernorm");
  }

  private Linear linear(Parameters parameters, String module, int in, int out, boolean bias) {
    return Linear.create(parameters, name + module, in, out, config.initializerRange(), bias);
  }

  private Norm norm(Parameters parameters, String module) {
    return config.norm().create(parameters, name + module, config.hiddenSize());
  }

  /** [B, L, W] to [B, L, W], shown to the probe under the layer's name. */
  Tensor forward(Tensor x, RotaryPositions places, AttentionMask mask, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor retrieved = attend(attentionNorm.forward(x, context), places, mask, context);
      Tensor attended = context.probe().at(name + ".self_attn.residual", x.add(retrieved));
      Tensor changed = mlp(mlpNorm.forward(attended, context), context);
      return scope.keep(context.probe().at(name, attended.add(changed)));
    }
  }

  private Tensor attend(
      Tensor x, RotaryPositions places, AttentionMask mask, ForwardContext context) {
    Tensor retrieved =
        attention.forward(
            turned(".self_attn.query", query.forward(x, context), places, context),
            turned(".self_attn.key", key.forward(x, context), places, context),
            value.forward(x, context),
            x,
            mask,
            config.attentionDropout(),
            context);
    return attentionOutput.forward(retrieved, context);
  }

  private Tensor turned(String point, Tensor x, RotaryPositions places, ForwardContext context) {
    return context.probe().at(name + point, places.turn(x));
  }

  private Tensor mlp(Tensor x, ForwardContext context) {
    Tensor active =
        context
            .probe()
            .at(name + ".mlp.act_fn", config.hiddenAct().apply(gate.forward(x, context)));
    Tensor product = active.mul(up.forward(x, context));
    return down.forward(context.probe().at(name + ".mlp.product", product), context);
  }

  /** Both norms, what attention and perceptron add, and the block's output. */
  static List<String> outlierProbePoints(String name) {
    return List.of(
        name + ".input_layernorm",
        name + ".self_attn.o_proj",
        name + ".post_attention_layernorm",
        name + ".mlp.down_proj",
        name);
  }
}
